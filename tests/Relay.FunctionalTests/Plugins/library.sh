# What the tests' plugins for a POSIX shell have in common: no interpreter has to be installed for them.

# The id and the content of the event in the line, which is $1.
read_event() {
  id=${1#*\"id\":\"}
  id=${id%%\"*}
  content=${1#*\"content\":\"}
  content=${content%%\"*}
}

# Answers the event $1 with the action $2 and, if there is one, the text $3.
answer() {
  printf '{"id":"%s","action":"%s","msg":"%s"}\n' "$1" "$2" "${3-}"
}
