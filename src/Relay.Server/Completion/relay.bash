# Completes the commands, options and keys of relay in bash.
_relay() {
  local line="${COMP_LINE:0:COMP_POINT}" current="${COMP_WORDS[COMP_CWORD]}" word before reply
  # The word as typed: bash itself begins a new word at each colon and each equals sign.
  word="${line##*[[:space:]]}"
  [[ $current == : || $current == = ]] && current=
  before="${word%"$current"}"
  COMPREPLY=()
  while IFS= read -r reply; do
    if [[ $reply == "$word"* ]]; then
      COMPREPLY+=("${reply#"$before"}")
      [[ $reply == *[:=] ]] && compopt -o nospace 2>/dev/null
    fi
  done < <("${COMP_WORDS[0]}" completion words "$line" 2>/dev/null)
}
complete -o bashdefault -o default -F _relay relay
