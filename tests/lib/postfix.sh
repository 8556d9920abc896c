# shellcheck shell=bash
# A throwaway Postfix, private to one run: its own configuration, queue and port; only the loopback, and it relays nothing.
# Sourced by tests/full.

# Installs Postfix. On Debian and Ubuntu the package is told to configure nothing, and nothing is started.
install_postfix() {
  if command -v debconf-set-selections >/dev/null 2>&1; then
    echo "postfix postfix/main_mailer_type select No configuration" | as_root debconf-set-selections
  fi
  install_package "Postfix" apt-get=postfix dnf=postfix apk=postfix pacman=postfix zypper=postfix
}

# Prints a port of the loopback that nobody listens on.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start_postfix FOLDER : starts Postfix in FOLDER, and sets ROUNDEL_POSTFIX_PORT and ROUNDEL_POSTFIX_BOX (a Maildir).
# It takes mails to everybody at clients.example, except gone@ (550) and later@ (451).
start_postfix() {
  local home=$1/postfix daemons user
  command -v postfix >/dev/null 2>&1 || install_postfix
  user=$(id -un postfix)
  daemons=$(postconf -d -h daemon_directory)
  ROUNDEL_POSTFIX_PORT=$(free_port)
  ROUNDEL_POSTFIX_BOX=$home/mail/box
  export ROUNDEL_POSTFIX_PORT ROUNDEL_POSTFIX_BOX
  mkdir -p "$home"/{etc,queue,data,mail}
  chmod 755 "$home" "$home/etc" "$home/queue"
  chown "$user" "$home/data" "$home/mail"
  cat >"$home/etc/main.cf" <<END
compatibility_level = 3.6
queue_directory = $home/queue
data_directory = $home/data
daemon_directory = $daemons
mail_owner = $user
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.clients.example
mydestination =
mynetworks =
smtputf8_enable = no
# Nothing leaves this machine.
default_transport = error:nothing is relayed
relay_transport = error:nothing is relayed
virtual_mailbox_domains = clients.example
virtual_mailbox_base = $home/mail
virtual_mailbox_maps = regexp:$home/etc/boxes
virtual_uid_maps = static:$(id -u "$user")
virtual_gid_maps = static:$(id -g "$user")
virtual_minimum_uid = 1
smtpd_recipient_restrictions = check_recipient_access regexp:$home/etc/recipients, reject_unauth_destination
maillog_file = $home/mail.log
maillog_file_prefixes = $home
END
  echo '!/^gone@/ box/' >"$home/etc/boxes"
  echo '/^later@/ 451 4.7.1 Greylisted, try again later' >"$home/etc/recipients"
  cat >"$home/etc/master.cf" <<END
127.0.0.1:$ROUNDEL_POSTFIX_PORT inet n - n - - smtpd
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
proxymap  unix - - n - - proxymap
error     unix - - n - - error
retry     unix - - n - - error
virtual   unix - n n - - virtual
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
END
  if ! as_root postfix -c "$home/etc" start >"$1/postfix.log" 2>&1; then
    echo "the throwaway Postfix did not start:" >&2
    cat "$1/postfix.log" "$home/mail.log" >&2
    return 1
  fi
}

# stop_postfix FOLDER : ends the Postfix of that folder, if one runs, by the process id that it wrote down.
stop_postfix() {
  local file=$1/postfix/queue/pid/master.pid process
  if [[ -f $file ]]; then
    process=$(tr -d ' ' <"$file")
    if [[ $(readlink "/proc/$process/exe") == */master ]]; then
      as_root kill -TERM "$process"
      for _ in {1..50}; do
        as_root kill -0 "$process" 2>/dev/null || break
        sleep 0.1
      done
    fi
  fi
}
