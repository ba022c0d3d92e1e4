// The least that sending to everyone can cost: an epoll server that writes one ready frame to each socket, and no more.
//
//   kernel
//
// It prints its port, then reads messages from its standard input (a length in decimal, a newline, the bytes) and sends
// each to every client as one text frame. Only the clients of this folder talk to it: their key is always the same.
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 1 << 17 };
static const char SHAKE[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
static int seats[MOST], taken, shaken[MOST], poller;

static void watch(int fd) {
    struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e) < 0) exit(1);
}

static void leave(int fd) {
    close(fd);
    shaken[fd] = 0;
    for (int i = 0; i < taken; i++)
        if (seats[i] == fd) seats[i] = seats[--taken];
}

static void hear(int fd) {
    char said[4096];
    ssize_t size = recv(fd, said, sizeof said, 0);
    if (size <= 0) {
        leave(fd);
    } else if (!shaken[fd]) {
        shaken[fd] = 1;
        seats[taken++] = fd;
        send(fd, SHAKE, sizeof SHAKE - 1, MSG_NOSIGNAL);
    }
}

static void send_all(void) {
    static uint8_t frame[1 << 20];
    size_t size, head = 2;
    if (scanf("%zu", &size) != 1 || size > sizeof frame - 10) exit(0);
    getchar();
    frame[0] = 0x81;
    if (size < 126) {
        frame[1] = (uint8_t)size;
    } else if (size < 65536) {
        frame[1] = 126, frame[2] = (uint8_t)(size >> 8), frame[3] = (uint8_t)size, head = 4;
    } else {
        frame[1] = 127, head = 10;
        for (int i = 0; i < 8; i++) frame[2 + i] = (uint8_t)(size >> (56 - 8 * i));
    }
    if (fread(frame + head, 1, size, stdin) != size) exit(0);
    for (int i = 0; i < taken; i++)
        if (send(seats[i], frame, head + size, MSG_NOSIGNAL) != (ssize_t)(head + size)) exit(3);  // it is no contest then
}

int main(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    setvbuf(stdin, NULL, _IONBF, 0);  // so that epoll knows of all that waits
    int door = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof here;
    if (bind(door, (struct sockaddr *)&here, size) || listen(door, 4096) || getsockname(door, (struct sockaddr *)&here, &size))
        return 1;
    printf("%d\n", ntohs(here.sin_port));
    fflush(stdout);
    poller = epoll_create1(0);
    watch(door);
    watch(0);
    struct epoll_event events[512];
    for (;;) {
        int count = epoll_wait(poller, events, 512, -1);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd == 0) {
                send_all();
            } else if (fd == door) {
                int guest = accept4(door, NULL, NULL, SOCK_NONBLOCK);
                if (guest < 0) continue;
                setsockopt(guest, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                watch(guest);
            } else {
                hear(fd);
            }
        }
    }
}
