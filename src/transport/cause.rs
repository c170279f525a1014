//! Why an exchange failed, in words for people: the address that was tried, what happened there, and the key of the
//! configuration that helps.

use super::link;
use super::lookup::NameNotFound;
use super::send_tracker::TooLate;
use super::tls::is_turned_away;
use crate::error::{Cause, Text};
use rustls::{AlertDescription, CertificateError, Error as TlsError, InvalidMessage};
use std::io::{self, ErrorKind};
use std::sync::atomic::{AtomicBool, Ordering};
use ureq::{Error, Timeout};

/// What plain-HTTP servers answer to a client that should have used TLS, with status 400 (nginx, Apache, Go).
const WANTS_TLS: [&str; 3] = ["to HTTPS port", "SSL-enabled server port", "to an HTTPS server"];

/// The first byte of a TLS alert. No HTTP answer begins with it.
const ALERT: u8 = 0x15;

/// Only with a journal on a server, where another process may take the device over.
const TOO_LATE: Text = Text::of(
    "с записи намерения прошло больше двух connectTimeoutMs, и кассу мог взять другой процесс",
    "more than twice connectTimeoutMs has passed since the intent was recorded, and another process may have taken over the \
     register",
);
const BEGIN_IN_TIME: Text = Text::of(
    "Подождите немного; если так бывает часто, увеличьте connectTimeoutMs или разгрузите компьютер.",
    "Wait a moment; if this happens often, raise connectTimeoutMs, or take load off the machine.",
);

/// The server that an exchange is with.
#[derive(Debug)]
pub(super) struct Place {
    /// Scheme, host and port; no user, no path, no query, since they may be secret.
    shown: String,
    secure: bool,
    /// It has answered by HTTP, so the scheme is right.
    answered: AtomicBool,
}

impl Place {
    /// The server of a base URL.
    pub(super) fn of(base: &str) -> Self {
        let (scheme, rest) = base.split_once("://").unwrap_or(("http", base));
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        Self { shown: format!("{scheme}://{host}"), secure: scheme == "https", answered: AtomicBool::new(false) }
    }

    /// Notes that an answer by HTTP came.
    pub(super) fn has_answered(&self) {
        self.answered.store(true, Ordering::Relaxed);
    }

    /// A connection that ended without a word. A server that expects TLS often ends it so when it reads plain HTTP.
    fn wordless(&self, text: Text) -> Text {
        if self.secure || self.answered.load(Ordering::Relaxed) || link::first_byte().is_some() {
            return text;
        }
        Text::with(
            format!("{}. Так поступает и сервер https: если это он, исправьте url", text.ru),
            format!("{}. A server of https does this too: if it is one, fix url", text.en),
        )
    }

    fn cause(&self, text: &Text, hint: Text) -> Cause {
        Cause { text: text.at(&self.shown), hint: Some(hint) }
    }

    /// The cause of an error of the HTTP client.
    pub(super) fn cause_of(&self, error: &Error) -> Cause {
        match error {
            Error::Timeout(reason) => self.silence(*reason),
            Error::HostNotFound => self.name_not_found(),
            Error::Rustls(error) => self.of_tls(error),
            Error::Io(error) => self.of_io(error),
            Error::BodyExceedsLimit(most) => {
                Text::with(format!("ответ длиннее {most} байт"), format!("the answer is longer than {most} bytes"))
                    .at(&self.shown)
                    .into()
            }
            // The texts of both would show the URL or a part of the answer.
            Error::BadUri(_) | Error::Http(_) => self.cause(
                &Text::of("адрес недопустим", "the address is invalid"),
                Text::of("Исправьте url в настройках.", "Fix url in the configuration."),
            ),
            _ if !self.secure && link::first_byte() == Some(ALERT) => self.wants_tls(),
            other => Text::foreign("ответ не по протоколу HTTP: возможно, по этому адресу отвечает не касса", other)
                .at(&self.shown)
                .into(),
        }
    }

    /// The cause of an error of the connection.
    pub(super) fn of_io(&self, error: &io::Error) -> Cause {
        if let Some(inner) = error.get_ref() {
            if let Some(inner) = inner.downcast_ref::<TlsError>() {
                return self.of_tls(inner);
            }
            // The client wraps its own errors where a reader has to return one of the system.
            if let Some(inner) = inner.downcast_ref::<Error>() {
                return self.cause_of(inner);
            }
            if inner.is::<NameNotFound>() {
                return self.name_not_found();
            }
            if inner.is::<TooLate>() {
                return self.cause(&TOO_LATE, BEGIN_IN_TIME);
            }
        }
        let text = match error.kind() {
            ErrorKind::ConnectionRefused => {
                return self.cause(
                    &Text::of("соединение отклонено, порт закрыт", "connection refused, the port is closed"),
                    Text::of(
                        "Проверьте порт в url и работает ли программа кассы на этом адресе.",
                        "Check the port in url, and that the register's program is running at this address.",
                    ),
                );
            }
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
                return self.cause(
                    &Text::of("адрес недоступен из этой сети", "the address cannot be reached from this network"),
                    Text::of(
                        "Проверьте сеть, VPN и адрес кассы (url).",
                        "Check the network, the VPN and the address of the register (url).",
                    ),
                );
            }
            ErrorKind::TimedOut => return self.silence(Timeout::RecvBody),
            ErrorKind::ConnectionAborted if link::is_broken_off(error) => {
                return self.cause(
                    &Text::of("вызов отменён", "the call was cancelled"),
                    Text::of(
                        "Узнайте, почему программа отменила вызов.",
                        "Find out why the program cancelled the call.",
                    ),
                );
            }
            ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted => {
                self.wordless(Text::of("соединение разорвано", "the connection was reset"))
            }
            ErrorKind::UnexpectedEof if !self.secure && link::first_byte() == Some(ALERT) => return self.wants_tls(),
            ErrorKind::UnexpectedEof if link::first_byte().is_none() => {
                self.wordless(Text::of("соединение закрыто без ответа", "the connection was closed without an answer"))
            }
            ErrorKind::UnexpectedEof => Text::of("ответ оборвался", "the answer was cut off"),
            _ => Text::of_io(error),
        };
        text.at(&self.shown).into()
    }

    /// The cause if nothing came in time.
    fn silence(&self, reason: Timeout) -> Cause {
        let text = match reason {
            Timeout::Resolve => Text::of(
                "имя узла не найдено за время connectTimeoutMs",
                "the host name was not found within connectTimeoutMs",
            ),
            Timeout::Connect => {
                return self.cause(
                    &Text::of(
                        "узел не отвечает (за время connectTimeoutMs соединения нет)",
                        "the host does not answer (no connection within connectTimeoutMs)",
                    ),
                    Text::of(
                        "Проверьте, что касса включена и подключена к сети, и её IP-адрес в url.",
                        "Check that the register is switched on and connected to the network, and its IP address in url.",
                    ),
                );
            }
            Timeout::RecvResponse => Text::of("за время timeoutMs ответа нет", "there was no answer within timeoutMs"),
            Timeout::RecvBody => Text::of("ответ не пришёл целиком", "the answer did not arrive completely"),
            _ => {
                return self.cause(
                    &Text::of("время вызова (deadlineMs) истекло", "the time of the call (deadlineMs) is over"),
                    Text::of(
                        "Проверьте сеть и кассу; если она отвечает медленно, увеличьте deadlineMs.",
                        "Check the network and the register; if it is slow, raise deadlineMs.",
                    ),
                );
            }
        };
        text.at(&self.shown).into()
    }

    fn name_not_found(&self) -> Cause {
        self.cause(
            &Text::of("узла с таким именем нет в сети", "the host name cannot be resolved"),
            Text::of(
                "Проверьте имя узла в url и сервер имён (DNS) компьютера. Вместо имени можно указать IP-адрес.",
                "Check the host name in url and the name server (DNS) of this computer. You can give an IP address instead.",
            ),
        )
    }

    fn of_tls(&self, error: &TlsError) -> Cause {
        let files = || {
            Text::of(
                "Проверьте tls.certificate и tls.key в настройках: сервер принимает только клиентов с известным ему \
                 сертификатом.",
                "Check tls.certificate and tls.key in the configuration: the server accepts only clients with a \
                 certificate that it knows.",
            )
        };
        let address = || {
            Text::of(
                "Исправьте url: укажите имя, на которое выдан сертификат.",
                "Fix url: give the name that the certificate was issued for.",
            )
        };
        let clock = || {
            Text::of(
                "Проверьте часы компьютера. Если они верны, серверу нужен новый сертификат.",
                "Check the clock of this computer. If it is right, the server needs a new certificate.",
            )
        };
        match error {
            TlsError::InvalidCertificate(wrong) => match wrong {
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => self.cause(
                    &Text::of("срок сертификата сервера истёк", "the certificate of the server has expired"),
                    clock(),
                ),
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => self.cause(
                    &Text::of(
                        "срок сертификата сервера ещё не начался",
                        "the certificate of the server is not valid yet",
                    ),
                    clock(),
                ),
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => self.cause(
                    &Text::of(
                        "сертификат сервера выдан на другое имя",
                        "the certificate of the server is for another name",
                    ),
                    address(),
                ),
                other => self.cause(
                    &Text::foreign(
                        "сертификат сервера не вызывает доверия",
                        &format_args!("the certificate of the server is not trusted ({other})"),
                    ),
                    Text::of(
                        "Укажите в tls.ca файл центра сертификации, который выдал сертификат сервера.",
                        "Set tls.ca to the file of the authority that issued the certificate of the server.",
                    ),
                ),
            },
            TlsError::InvalidMessage(InvalidMessage::InvalidContentType) => self.cause(
                &Text::of("сервер ответил без TLS", "the server answered without TLS"),
                Text::of(
                    "Вероятно, это адрес http://, а не https://: исправьте url.",
                    "This is probably an http:// address, not https://: fix url.",
                ),
            ),
            TlsError::AlertReceived(AlertDescription::ProtocolVersion | AlertDescription::InsufficientSecurity) => {
                Text::of("сервер не поддерживает TLS 1.2 и новее", "the server does not support TLS 1.2 or newer")
                    .at(&self.shown)
                    .into()
            }
            TlsError::AlertReceived(_) if is_turned_away(error) => self.cause(
                &Text::foreign(
                    "сервер не принял наш сертификат TLS",
                    &format_args!("the server did not accept our TLS certificate ({error})"),
                ),
                files(),
            ),
            other => Text::foreign("соединение TLS не установлено", &format_args!("no TLS connection ({other})"))
                .at(&self.shown)
                .into(),
        }
    }

    fn wants_tls(&self) -> Cause {
        self.cause(
            &Text::of("сервер принимает только TLS", "the server accepts only TLS"),
            Text::of(
                "Это адрес https://, а не http://: исправьте url.",
                "This is an https:// address, not http://: fix url.",
            ),
        )
    }

    /// The cause if an answer only says that the client should have used TLS.
    pub(super) fn asks_for_tls(&self, status: u16, body: &[u8]) -> Option<Cause> {
        let text = || String::from_utf8_lossy(&body[..body.len().min(4096)]).into_owned();
        let asks = !self.secure && status == 400 && WANTS_TLS.iter().any(|words| text().contains(words));
        asks.then(|| self.wants_tls())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_address_has_no_user_no_path_and_no_query() {
        for (base, shown) in [
            ("http://192.168.1.10:8080", "http://192.168.1.10:8080"),
            ("https://user:password@host:8443/open/api/v1?key=1", "https://host:8443"),
            ("http://[::1]:80/x@y", "http://[::1]:80"),
        ] {
            assert_eq!(Place::of(base).shown, shown);
        }
    }

    #[test]
    fn a_page_that_asks_for_tls_is_recognised() {
        let page = b"<html>400 The plain HTTP request was sent to HTTPS port</html>";
        assert!(Place::of("http://host").asks_for_tls(400, page).is_some());
        for (base, status, body) in
            [("https://host", 400, &page[..]), ("http://host", 200, page), ("http://host", 400, b"bad request")]
        {
            assert_eq!(Place::of(base).asks_for_tls(status, body), None, "{base} {status}");
        }
    }
}
