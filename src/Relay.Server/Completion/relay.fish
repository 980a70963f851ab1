# Completes the commands, options and keys of relay in fish.
complete -c relay -a '(relay completion words (commandline -cp) 2>/dev/null)'
