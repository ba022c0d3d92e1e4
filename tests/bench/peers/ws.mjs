// npm's ws as its own documentation broadcasts: it prints its port, and sends each message of its standard input to everyone.
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => console.log(server.address().port));

let waiting = Buffer.alloc(0);
process.stdin.on('data', (said) => {
  waiting = Buffer.concat([waiting, said]);
  for (;;) {
    const line = waiting.indexOf(10);
    if (line < 0) return;
    const end = line + 1 + Number(waiting.subarray(0, line).toString());
    if (waiting.length < end) return;
    const message = waiting.subarray(line + 1, end);
    waiting = waiting.subarray(end);
    for (const client of server.clients) client.send(message, { binary: false });
  }
});
process.stdin.on('end', () => process.exit(0));
