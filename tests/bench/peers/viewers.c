// Viewers to measure with: N WebSocket clients in one process that count, hash and time whatever they are sent.
//
//   viewers PORT PATH N deflate|plain
//
// It prints "ready" once all N have had their handshake and, if PATH's server greets, nothing is expected of the greeting:
// every text message counts. Then it reads commands, one a line, and answers each with one line:
//   wait COUNT   until every viewer has had COUNT messages:    "<ns of the last one, CLOCK_MONOTONIC> <viewers that have not, after 60 s>"
//   forget       "ok": counting begins anew
//   times        when each message since then had reached everyone: ns, CLOCK_MONOTONIC, in one line
//   sum          "<different histories> <hash of the first viewer's> <bytes of its messages> <viewers that were cut off>"
// The hash is 64-bit FNV-1a over the first byte of each frame and its payload, in order.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTING, SHAKING, OPEN, GONE };
enum { AT_ONCE = 64, BUFFER = 1 << 18 };
static const uint64_t FNV_BASIS = 0xcbf29ce484222325ull, FNV_PRIME = 0x100000001b3ull;

struct viewer {
    int fd, state, ends;      // `ends`: how much of the blank line after the headers was seen
    uint8_t head[10];         // of the frame that is being read
    int had, wanted;
    uint64_t left, hash, bytes;
    uint32_t count;
    uint8_t ping[125];
    int pinged;
};

static struct viewer *viewers;
static int total, opened, gone, poller, port;
static const char *path, *offer = "";
static uint64_t last, latest[1 << 16];

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void lose(struct viewer *v) {
    close(v->fd);
    v->state = GONE;
    gone++;
}

static void dial(int n) {
    struct viewer *v = &viewers[n];
    v->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (v->fd < 0) die("socket");
    int one = 1;
    setsockopt(v->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(v->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS) die("connect");
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.u32 = (uint32_t)n};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, v->fd, &e) < 0) die("epoll_ctl");
    v->hash = FNV_BASIS;
    v->wanted = 2;
}

static void shake(struct viewer *v) {
    char request[1024];
    int size = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
                        path, port, offer);
    if (send(v->fd, request, (size_t)size, MSG_NOSIGNAL) != size) die("handshake");
    v->state = SHAKING;
}

static void pong(struct viewer *v) {
    uint8_t frame[6 + 125] = {0x8a, (uint8_t)(0x80 | v->pinged)};  // a mask of zeros leaves the payload as it is
    memcpy(frame + 6, v->ping, (size_t)v->pinged);
    send(v->fd, frame, (size_t)(6 + v->pinged), MSG_NOSIGNAL);
    v->pinged = 0;
}

static void frame_done(struct viewer *v) {
    int opcode = v->head[0] & 15;
    v->had = 0;
    v->wanted = 2;
    if (opcode == 9) pong(v);
    if (opcode > 2) return;
    last = now();
    if (v->count < sizeof latest / sizeof *latest) latest[v->count] = last;
    v->count++;
}

static const uint8_t *header(struct viewer *v, const uint8_t *at) {
    v->head[v->had++] = *at++;
    if (v->had == 2) {
        int size = v->head[1] & 127;
        v->wanted = size == 126 ? 4 : size == 127 ? 10 : 2;
    }
    if (v->had < v->wanted) return at;
    v->left = v->head[1] & 127;
    if (v->wanted > 2)
        for (v->left = 0, v->had = 2; v->had < v->wanted; v->had++) v->left = v->left << 8 | v->head[v->had];
    if ((v->head[0] & 15) <= 2) v->hash = (v->hash ^ v->head[0]) * FNV_PRIME;
    if (v->left == 0) frame_done(v);
    return at;
}

static const uint8_t *payload(struct viewer *v, const uint8_t *at, const uint8_t *end) {
    uint64_t size = (uint64_t)(end - at) < v->left ? (uint64_t)(end - at) : v->left;
    int opcode = v->head[0] & 15;
    if (opcode <= 2) {
        uint64_t hash = v->hash;
        for (uint64_t i = 0; i < size; i++) hash = (hash ^ at[i]) * FNV_PRIME;
        v->hash = hash;
        v->bytes += size;
    } else if (opcode == 9) {
        for (uint64_t i = 0; i < size && v->pinged < 125; i++) v->ping[v->pinged++] = at[i];
    }
    v->left -= size;
    if (v->left == 0) frame_done(v);
    return at + size;
}

static void take(struct viewer *v, const uint8_t *at, const uint8_t *end) {
    static const char blank[] = "\r\n\r\n";
    while (at < end && v->state == SHAKING) {
        v->ends = *at == (uint8_t)blank[v->ends] ? v->ends + 1 : *at == '\r';
        at++;
        if (v->ends == 4) {
            v->state = OPEN;
            opened++;
        }
    }
    while (at < end) at = v->had == v->wanted && v->left ? payload(v, at, end) : header(v, at);
}

static void pump(int timeout) {
    static uint8_t buffer[BUFFER];
    struct epoll_event events[1024];
    int count = epoll_wait(poller, events, 1024, timeout);
    for (int i = 0; i < count; i++) {
        struct viewer *v = &viewers[events[i].data.u32];
        if (v->state == CONNECTING && events[i].events & EPOLLOUT) shake(v);
        while (v->state != GONE && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
            ssize_t size = recv(v->fd, buffer, sizeof buffer, 0);
            if (size > 0) take(v, buffer, buffer + size);
            else if (size < 0 && errno == EAGAIN) break;
            else lose(v);
        }
    }
}

static void await_count(unsigned count) {
    uint64_t until = now() + 60000000000ull;
    int behind;
    do {
        pump(20);
        behind = 0;
        for (int i = 0; i < total; i++) behind += viewers[i].state != GONE && viewers[i].count < count;
    } while (behind && now() < until);
    printf("%llu %d\n", (unsigned long long)last, behind + gone);
}

static void sum(void) {
    int different = 0;
    for (int i = 0; i < total; i++) different += i == 0 || viewers[i].hash != viewers[0].hash;
    printf("%d %016llx %llu %d\n", different, (unsigned long long)viewers[0].hash, (unsigned long long)viewers[0].bytes, gone);
}

static void forget(void) {
    for (int i = 0; i < total; i++) viewers[i].count = 0;
    memset(latest, 0, sizeof latest);
    printf("ok\n");
}

static void times(void) {
    for (unsigned i = 0; i < sizeof latest / sizeof *latest && latest[i]; i++) printf("%llu ", (unsigned long long)latest[i]);
    printf("\n");
}

int main(int count, char **words) {
    if (count != 5) return 2;
    port = atoi(words[1]);
    path = words[2];
    total = atoi(words[3]);
    if (!strcmp(words[4], "deflate")) offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    viewers = calloc((size_t)total, sizeof *viewers);
    poller = epoll_create1(0);
    uint64_t begun = now();
    for (int dialled = 0; opened < total;) {
        while (dialled < total && dialled - opened < AT_ONCE) dial(dialled++);
        pump(50);
        if (gone || now() - begun > 120000000000ull) {
            fprintf(stderr, "%d of %d were let in, %d cut off\n", opened, total, gone);
            return 1;
        }
    }
    printf("ready\n");
    fflush(stdout);
    fcntl(0, F_SETFL, O_NONBLOCK);
    char line[64];
    for (;;) {
        ssize_t size = read(0, line, sizeof line - 1);
        if (size == 0) return 0;
        if (size < 0) {
            pump(5);
            continue;
        }
        line[size] = 0;
        if (!strncmp(line, "wait ", 5)) await_count((unsigned)atoi(line + 5));
        else if (!strncmp(line, "forget", 6)) forget();
        else if (!strncmp(line, "times", 5)) times();
        else sum();
        fflush(stdout);
    }
}
