// A mail server that a story can make refuse: speaks as much SMTP as the server needs.
import { createServer, type Socket } from 'node:net';

export interface MailServer {
  url: string;
  /** Refuses every letter to an address for good, until it is called with null. */
  refuse: (address: string | null) => void;
  /** Texts of the letters that an address received. */
  received: (address: string) => readonly string[];
  stop: () => Promise<void>;
}

/** Text of a letter: its parts decoded from what mail makes of them. */
function decoded(letter: string): string {
  const bytes = letter
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const parts = letter.split(/\r\n\r\n/).flatMap((part) => {
    const packed = part.replace(/\r\n/g, '');
    return /^[A-Za-z0-9+/]{40,}=*$/.test(packed) ? [Buffer.from(packed, 'base64').toString()] : [];
  });
  return [bytes, ...parts].join('\n');
}

export async function startMail(): Promise<MailServer> {
  const letters: { to: string; text: string }[] = [];
  const open = new Set<Socket>();
  let refused: string | null = null;
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setEncoding('latin1');
    const say = (line: string) => socket.write(`${line}\r\n`);
    let to = '';
    let data: string | null = null;
    let rest = '';
    const hear = (line: string): void => {
      if (data !== null) {
        if (line === '.') {
          letters.push({ to, text: decoded(data) });
          data = null;
          say('250 kept');
        } else data += `${line.replace(/^\.\./, '.')}\r\n`;
        return;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO' || verb === 'HELO') say('250 story');
      else if (verb === 'RCPT') {
        to = /<([^>]*)>/.exec(line)?.[1] ?? '';
        say(to === refused ? '550 no such mailbox' : '250 ok');
      } else if (verb === 'DATA') {
        data = '';
        say('354 go on');
      } else if (verb === 'QUIT') {
        say('221 bye');
        socket.end();
      } else say('250 ok');
    };
    socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
    say('220 story');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port for the mail server');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    refuse: (wanted) => {
      refused = wanted;
    },
    received: (wanted) => letters.filter(({ to }) => to === wanted).map(({ text }) => text),
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
