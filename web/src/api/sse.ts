// Server-sent events from the text of a stream. `EventSource` cannot say after which event a new
// stream begins.

export interface ServerEvent {
  /** Name of the event; `message` without one. */
  name: string;
  data: string;
}

interface Reader {
  /** An event with content. */
  event: (event: ServerEvent) => void;
  /** Id of the last event, with content or without. */
  id: (id: string) => void;
}

/** Takes the pieces of a stream in turn, wherever they are cut. */
export function eventReader({ event, id }: Reader): (piece: string) => void {
  let rest = '';
  let name = '';
  let data: string[] = [];
  let position: string | undefined;

  const line = (text: string): void => {
    if (text === '') {
      if (position !== undefined) id(position);
      if (data.some(Boolean)) event({ name: name || 'message', data: data.join('\n') });
      name = '';
      data = [];
      position = undefined;
      return;
    }
    const colon = text.indexOf(':');
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') name = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id') position = value;
  };

  return (piece) => {
    rest += piece;
    // A carriage return at the end may be the first half of a line end.
    for (let end = /\r\n|\n|\r(?!$)/.exec(rest); end; end = /\r\n|\n|\r(?!$)/.exec(rest)) {
      const text = rest.slice(0, end.index);
      rest = rest.slice(end.index + end[0].length);
      line(text);
    }
  };
}
