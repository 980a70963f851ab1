#compdef relay
# Completes the commands, options and keys of relay in zsh.
_relay() {
  local -a found
  found=(${(f)"$("${words[1]}" completion words "${(j: :)words[1,CURRENT]}" 2>/dev/null)"})
  if (( ${#found} )); then
    # No space after a key that goes on.
    compadd -Q -S '' -- ${(M)found:#*[:=]}
    compadd -Q -- ${found:#*[:=]}
  else
    _files
  fi
}
compdef _relay relay
