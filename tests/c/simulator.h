/* The control paths of the simulated register: one HTTP request per call (sockets of POSIX, or of
 * Windows). */
#ifndef SIMULATOR_H
#define SIMULATOR_H

#ifdef _WIN32
#  include <winsock2.h>
#  include <ws2tcpip.h>
#  define simulator_close closesocket
typedef SOCKET simulator_socket;
#  define NO_SOCKET INVALID_SOCKET
#else
#  include <netdb.h>
#  include <sys/socket.h>
#  include <unistd.h>
#  define simulator_close close
typedef int simulator_socket;
#  define NO_SOCKET (-1)
#endif
#include <stdio.h>
#include <string.h>

/* Connects to `http://host:port`; NO_SOCKET if that is not possible. */
static simulator_socket simulator_link(const char *url) {
    char host[128], port[16];
    struct addrinfo hints, *found = NULL;
    simulator_socket link;
#ifdef _WIN32
    WSADATA sockets;

    WSAStartup(MAKEWORD(2, 2), &sockets);
#endif
    if (sscanf(url, "http://%127[^:/]:%15[0-9]", host, port) != 2) {
        return NO_SOCKET;
    }
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &hints, &found) != 0) {
        return NO_SOCKET;
    }
    link = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
    if (link != NO_SOCKET && connect(link, found->ai_addr, (int)found->ai_addrlen) != 0) {
        simulator_close(link);
        link = NO_SOCKET;
    }
    freeaddrinfo(found);
    return link;
}

/* Puts the answer to `method` `path` with the body `sent` into `body`; an empty text if there was none. */
static void simulator_send(const char *url, const char *method, const char *path, const char *sent, char *body,
                           size_t room) {
    char request[2048];
    char *start;
    size_t have = 0;
    int length, got = 0;
    simulator_socket link = simulator_link(url);

    body[0] = 0;
    if (link == NO_SOCKET) {
        return;
    }
    length = snprintf(request, sizeof request,
                      "%s %s HTTP/1.1\r\nHost: simulator\r\nConnection: close\r\nContent-Length: %u\r\n\r\n%s",
                      method, path, (unsigned)strlen(sent), sent);
    if (length < (int)sizeof request && (int)send(link, request, length, 0) == length) {
        while (have + 1 < room && (got = (int)recv(link, body + have, (int)(room - 1 - have), 0)) > 0) {
            have += (size_t)got;
        }
    }
    simulator_close(link);
    body[have] = 0;
    start = strstr(body, "\r\n\r\n");
    if (start != NULL) {
        memmove(body, start + 4, strlen(start + 4) + 1);
    }
}

/* The same without a body. */
static void simulator_ask(const char *url, const char *method, const char *path, char *body, size_t room) {
    simulator_send(url, method, path, "", body, room);
}

/* How often `word` occurs in `text`. */
static int occurrences(const char *text, const char *word) {
    int count = 0;

    while ((text = strstr(text, word)) != NULL) {
        text += strlen(word);
        count++;
    }
    return count;
}

#endif
