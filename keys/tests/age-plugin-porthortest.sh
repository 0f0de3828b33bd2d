#!/bin/sh
key=
while read -r line; do
  case "$line" in
    "-> wrap-file-key" | "-> recipient-stanza 0 porthor-test") read -r key ;;
    "-> done") read -r line; break ;;
  esac
done
case "$1" in
  --age-plugin=recipient-v1) answer="-> recipient-stanza 0 porthor-test" ;;
  --age-plugin=identity-v1) answer="-> file-key 0" ;;
esac
if [ -n "$key" ]; then
  printf '%s\n%s\n' "$answer" "$key"
  read -r line
  read -r line
fi
printf '%s\n\n' "-> done"
