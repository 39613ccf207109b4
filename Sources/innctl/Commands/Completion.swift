/// Completion scripts, written from the command table so that they can't fall behind it.
enum Completion {
  static func script(for shell: Shell) -> String {
    switch shell {
    case .bash: bash
    case .zsh:
      // zsh runs bash's way of completing, which keeps one list of words.
      """
      #compdef innctl
      autoload -Uz bashcompinit && bashcompinit

      """ + bash
    }
  }

  private static var bash: String {
    var lines = [
      "# Completion of innctl for bash: source <(innctl completion bash)",
      "_innctl() {",
      "  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path= i words=",
      "  case $previous in",
      "    --data|-d) COMPREPLY=($(compgen -d -- \"$word\")); return ;;",
      "  esac",
      "  for ((i = 1; i < COMP_CWORD; i++)); do",
      "    case ${COMP_WORDS[i]} in -*) break ;; *) path+=\"${COMP_WORDS[i]} \" ;; esac",
      "  done",
      "  case $path in",
    ]
    for command in CommandTable.commands {
      let options = command.options.map { "--" + $0.name }.joined(separator: " ")
      lines.append("    '\(command.path.joined(separator: " ")) '*) words='\(options)' ;;")
    }
    for group in CommandTable.groups {
      let words = CommandTable.words(under: [group.name]).joined(separator: " ")
      lines.append("    '\(group.name) '*) words='\(words)' ;;")
    }
    let top = CommandTable.words(under: []).joined(separator: " ")
    lines += [
      "    *) words='\(top) --help --version' ;;",
      "  esac",
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))",
      "  if [ ${#COMPREPLY[@]} -eq 0 ] && [[ $word != -* ]]; then",
      "    COMPREPLY=($(compgen -f -- \"$word\"))",
      "  fi",
      "}",
      "complete -F _innctl innctl",
      "",
    ]
    return lines.joined(separator: "\n")
  }
}
