/* A look into the simulated register over its control paths: one HTTP request per call (POSIX sockets). */
#ifndef SIMULATOR_H
#define SIMULATOR_H

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Connects to `http://host:port`; -1 if that is not possible. */
static int simulator_link(const char *url) {
    char host[128], port[16];
    struct addrinfo hints, *found = NULL;
    int link;

    if (sscanf(url, "http://%127[^:/]:%15[0-9]", host, port) != 2) {
        return -1;
    }
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &hints, &found) != 0) {
        return -1;
    }
    link = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
    if (link >= 0 && connect(link, found->ai_addr, found->ai_addrlen) != 0) {
        close(link);
        link = -1;
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
    ssize_t got = 0;
    int length, link = simulator_link(url);

    body[0] = 0;
    if (link < 0) {
        return;
    }
    length = snprintf(request, sizeof request,
                      "%s %s HTTP/1.1\r\nHost: simulator\r\nConnection: close\r\nContent-Length: %u\r\n\r\n%s",
                      method, path, (unsigned)strlen(sent), sent);
    if (length < (int)sizeof request && write(link, request, (size_t)length) == length) {
        while (have + 1 < room && (got = read(link, body + have, room - 1 - have)) > 0) {
            have += (size_t)got;
        }
    }
    close(link);
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

/* How often `word` stands in `text`. */
static int occurrences(const char *text, const char *word) {
    int count = 0;

    while ((text = strstr(text, word)) != NULL) {
        text += strlen(word);
        count++;
    }
    return count;
}

#endif
