# shellcheck shell=bash
# PJSIP: what is installed, else the distribution's package, else built from
# Debian's signed source. Sourced by scripts/setup.
: "${rebuild_pjsip:?}"

readonly pjsip_tested_version=2.17
# /usr/local, because pkg-config, the compiler and the dynamic linker look there
# unasked: a plain `swift build` works, nobody has to export a variable.
readonly pjsip_prefix=/usr/local
readonly pjsip_stamp=$pjsip_prefix/share/innbridge/pjsip.stamp

# Limits: 512 calls are more than one machine's lines; each call may hold a
# player, so there are as many; the conference bridge needs a port for each call,
# player and recorder; epoll takes four sockets a call with room to spare. 101 is
# the payload type that Japanese carriers and gateways expect for RFC 4733 keys.
readonly pjsip_config_site='#define PJSUA_MAX_CALLS 512
#define PJSUA_MAX_PLAYERS 512
#define PJSUA_MAX_CONF_PORTS 2048
#define PJ_IOQUEUE_MAX_HANDLES 4096
#define PJMEDIA_RTP_PT_TELEPHONE_EVENTS 101
#define PJ_HAS_IPV6 1'

# NDEBUG: without it a wrong call id aborts the whole process.
readonly pjsip_cflags='-O2 -fPIC -DNDEBUG'

# Telephone lines speak G.711 (and G.722): all other codecs, pictures and sound
# cards stay out, and with them their libraries and their holes.
readonly -a pjsip_configure_flags=(
    --prefix="$pjsip_prefix"
    --enable-shared --enable-epoll
    --with-external-srtp
    --disable-video --disable-sound --disable-resample --disable-upnp
    --disable-libwebrtc --disable-libyuv --disable-speex-aec
    --disable-speex-codec --disable-gsm-codec --disable-l16-codec
    --disable-g7221-codec --disable-ilbc-codec --disable-opencore-amr
    --disable-silk --disable-opus --disable-bcg729 --disable-lyra
    --disable-sdl --disable-ffmpeg --disable-v4l2 --disable-openh264 --disable-vpx
    --disable-pjsua2
)

# Changes whenever the build would come out otherwise. Raise the recipe number
# when pjsip_build itself changes.
pjsip_recipe_hash() {
    printf '%s\n' 'recipe 1' "$pjsip_cflags" "${pjsip_configure_flags[@]}" "$pjsip_config_site" |
        sha256_of -
}

setup_pjsip() {
    local version='' reason='' where
    if [ -n "${PJSIP_TARBALL:-}" ] && ! [ -r "$PJSIP_TARBALL" ]; then
        die "PJSIP_TARBALL names $PJSIP_TARBALL, which cannot be read."
    fi
    if pkg-config --exists libpjproject 2>/dev/null; then
        version=$(pkg-config --modversion libpjproject)
        where=$(pkg-config --variable=prefix libpjproject)
        if [ "$rebuild_pjsip" = yes ]; then
            reason='as asked'
        elif [ ! -e "$pjsip_stamp" ] || [ "$where" != "$pjsip_prefix" ]; then
            pjsip_report "$version" "$where, not built by this script"
            warn "its limits are those of its maker (often 4 calls); scripts/setup --rebuild-pjsip builds ours"
            return 0
        elif ! grep -qx "recipe=$(pjsip_recipe_hash)" "$pjsip_stamp"; then
            reason='the configuration changed'
        elif [ -n "${PJSIP_TARBALL:-}" ] &&
             ! grep -qx "source=$(sha256_of "$PJSIP_TARBALL")" "$pjsip_stamp"; then
            reason='another source was named'
        else
            pjsip_report "$version" "$pjsip_prefix"
            return 0
        fi
        say "PJSIP: building again ($reason)"
    elif [ -z "${PJSIP_TARBALL:-}" ] && [ "$rebuild_pjsip" = no ] && pjsip_is_packaged; then
        install_packages libpjproject-dev
        pjsip_report "$(pkg-config --modversion libpjproject)" "the distribution's package"
        warn "its limits are those of its maker (often 4 calls); scripts/setup --rebuild-pjsip builds ours"
        return 0
    fi
    pjsip_build_and_install
    version=$(pkg-config --modversion libpjproject) || die \
        "pkg-config does not find libpjproject in $pjsip_prefix." \
        "See that PKG_CONFIG_LIBDIR is not set, or that it holds $pjsip_prefix/lib/pkgconfig."
    pjsip_report "$version" "$pjsip_prefix"
}

pjsip_report() {
    say "PJSIP: $1 ($2)"
    case $1 in
        "$pjsip_tested_version"|"$pjsip_tested_version".*) ;;
        *) warn "PJSIP $1 is not the version tested ($pjsip_tested_version)" ;;
    esac
    local cached
    cached=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p)
    case $cached in
        *libpjsua.so*) ;;
        *) warn "the dynamic linker does not know libpjsua.so: run ldconfig as root, or set LD_LIBRARY_PATH" ;;
    esac
}

pjsip_is_packaged() {
    local policy
    policy=$(LC_ALL=C apt-cache policy libpjproject-dev 2>/dev/null)
    case $policy in
        *'Candidate: (none)'*|'') return 1 ;;
        *) return 0 ;;
    esac
}

pjsip_build_and_install() {
    local work tarball
    # Before the long work, not after it.
    need_root "Installing PJSIP in $pjsip_prefix" "scripts/setup"
    work=$(new_work_directory)
    if [ -n "${PJSIP_TARBALL:-}" ]; then
        tarball=$PJSIP_TARBALL
    else
        pjsip_write_apt_configuration "$work"
        failure_hint='Without a way to a Debian archive: name a PJSIP source in PJSIP_TARBALL.' \
            run "fetching the PJSIP source" pjsip_fetch "$work"
        tarball=$work/pjproject.tar.xz
    fi
    run "building PJSIP (about 90 s on 2 cores)" pjsip_build "$work" "$tarball"
    # sudo may have forgotten us meanwhile.
    need_root "Installing PJSIP in $pjsip_prefix" "scripts/setup"
    run "installing PJSIP" pjsip_install "$work" "$(sha256_of "$tarball")"
}

# A private apt: own source list, own lists, own cache. Read after the system's
# configuration (apt-get -c), so that proxies set there hold. No mirror is named
# here: it is the one this system already trusts for Debian's main archive.
pjsip_write_apt_configuration() {
    local work=$1 mirror keyring='' candidate
    mirror=$(pjsip_mirror)
    if [ -z "$mirror" ]; then
        # The lists may have been deleted, as container images like to do.
        update_package_lists
        mirror=$(pjsip_mirror)
    fi
    [ -n "$mirror" ] || die "apt on this system knows no Debian archive to take the PJSIP source from." \
        "Name a PJSIP source in PJSIP_TARBALL (a pjproject-$pjsip_tested_version tar file)."
    for candidate in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
        if [ -r "$candidate" ]; then keyring=$candidate; break; fi
    done
    [ -n "$keyring" ] || die "Debian's archive keys are missing." "Run: apt-get install debian-archive-keyring"
    mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
    cat >"$work/apt/source.sources" <<END
Types: deb-src
URIs: $mirror
Suites: sid
Components: main
Signed-By: $keyring
END
    # The hooks are cleared because those of the system act on the system: the
    # one of container images deletes packages another apt is about to install.
    cat >"$work/apt/apt.conf" <<END
Dir::Etc::sourcelist "$work/apt/source.sources";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$work/apt/lists";
Dir::Cache "$work/apt/cache";
Acquire::Languages "none";
Acquire::Retries "3";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END
}

pjsip_mirror() {
    # shellcheck disable=SC2016  # apt fills the fields in, not the shell
    apt-get indextargets --format '$(ORIGIN) $(LABEL) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
        awk '$1 == "Debian" && $2 == "Debian" && $3 == "main" && !found { print $4; found = 1 }'
}

# Fetches one component of the source package, held against the checksum in the
# signed list; the other 7 MB of asterisk stay where they are.
pjsip_fetch() {
    local work=$1 configuration=$1/apt/apt.conf uri hash uris
    apt-get -c "$configuration" update
    uris=$(apt-get -c "$configuration" source --print-uris --download-only asterisk)
    read -r uri hash <<<"$(awk '$2 ~ /\.orig-Xpjproject\.tar\.[a-z0-9]+$/ { gsub("\047", "", $1); print $1, $4 }' <<<"$uris")"
    echo "source: $uri $hash"
    case $hash in
        SHA256:*|SHA512:*) ;;
        *) echo "no strong checksum for $uri"; return 1 ;;
    esac
    # As root apt would hand the download to a user who may not write here; the
    # checksum guards the file either way.
    /usr/lib/apt/apt-helper -c "$configuration" -o APT::Sandbox::User=root \
        download-file "$uri" "$work/pjproject.tar.xz" "$hash"
}

pjsip_build() {
    local work=$1 tarball=$2
    # Else the installed files would follow the user's umask, and others could
    # not read them.
    umask 022
    mkdir "$work/source"
    tar --extract --file "$tarball" --directory "$work/source" --strip-components=1 --no-same-owner
    cd "$work/source" || return 1
    # Debian took this driver's source away but left its name.
    sed -i 's/ bdimad_dev\.o//' pjmedia/build/Makefile
    printf '%s\n' "$pjsip_config_site" >pjlib/include/pj/config_site.h
    CFLAGS=$pjsip_cflags ./configure "${pjsip_configure_flags[@]}"
    # Configure goes on without them and leaves calls unencrypted.
    grep -q 'define PJ_SSL_SOCK_IMP PJ_SSL_SOCK_IMP_OPENSSL' pjlib/include/pj/compat/os_auto.h ||
        { echo 'configure found no OpenSSL: is libssl-dev there?'; return 1; }
    grep -q -e '-lsrtp2' build.mak ||
        { echo 'configure found no libsrtp2: is libsrtp2-dev there?'; return 1; }
    # Libraries only: the sample programs would take as long again.
    # shellcheck disable=SC2016  # make fills it in, not the shell
    make dep DIRS='$(LIB_DIRS)'
    make -j "$(nproc)" lib
    make install DESTDIR="$work/stage"

    cd "$work/stage$pjsip_prefix" || return 1
    # The static copies would only tempt a linker to take them.
    rm -f lib/libpj*.a
    # SwiftPM refuses -D and warns at each build; Sources/CPJSIP defines them.
    # The C++ library is named although nothing of it is used.
    # shellcheck disable=SC2016  # pkg-config fills it in, not the shell
    sed -i -e 's/^Cflags:.*/Cflags: -I${includedir}/' -e '/^Libs:/s/ -lstdc++//' lib/pkgconfig/libpjproject.pc
}

pjsip_install() {
    local work=$1 source_hash=$2 version
    local stage=$1/stage$pjsip_prefix
    version=$(sed -n 's/^Version: //p' "$stage/lib/pkgconfig/libpjproject.pc")
    mkdir -p "$stage/share/innbridge"
    printf '%s\n' "version=$version" "recipe=$(pjsip_recipe_hash)" "source=$source_hash" \
        >"$stage/share/innbridge/pjsip.stamp"
    # --remove-destination: a running program keeps the old file instead of
    # having it rewritten under its feet. The .pc file comes last, because
    # finding it means «all is there».
    mkdir -p "$work/last"
    mv "$stage/lib/pkgconfig/libpjproject.pc" "$work/last/"
    as_root mkdir -p "$pjsip_prefix/lib/pkgconfig"
    as_root cp -RP --preserve=mode,timestamps --remove-destination "$stage/." "$pjsip_prefix/"
    as_root install -m 644 "$work/last/libpjproject.pc" "$pjsip_prefix/lib/pkgconfig/"
    as_root ldconfig || as_root /sbin/ldconfig
}
