import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2'
import type { Client } from 'undici'

/** The code of a stream that is closed without an error (RFC 9113, section 7). */
const noError = 0

/**
 * Makes an error of an answer that its server cuts off over HTTP/2. When the server resets a stream after the headers with CANCEL, Node
 * reports the end of the body, and undici takes what has come for the whole answer. With NO_ERROR nothing tells it from a whole answer: under
 * load Node reports the end of those only when their stream is closed as well. undici keeps the session to itself: should it be found no
 * longer, nothing is watched.
 */
export function watchCuts(client: Client): void {
  const session = sessionOf(client)
  if (session === undefined) return
  const request = session.request.bind(session)
  const requestWatched: typeof session.request = (...given) => watched(request(...given))
  session.request = requestWatched
}

function watched(stream: ClientHttp2Stream): ClientHttp2Stream {
  const push = stream.push.bind(stream)
  const on = stream.on.bind(stream)
  let hasEnded = false
  let isCut = false
  const pushWatched: typeof stream.push = (chunk: unknown, encoding) => {
    if (chunk === null && !hasEnded) {
      hasEnded = true
      // A body that ends by itself does so while its stream is open, however the server closes that afterwards.
      isCut = stream.closed && stream.rstCode !== noError
    }
    return push(chunk, encoding)
  }
  stream.push = pushWatched
  // Before undici hears of it.
  on('end', () => {
    if (isCut && stream.listenerCount('error') > 0) stream.emit('error', cutError(stream.rstCode))
  })
  // undici would drop what has come and was not read yet.
  const listen = (event: string, listener: (...given: unknown[]) => void): ClientHttp2Stream =>
    event === 'aborted' ? stream : on(event, listener)
  stream.on = listen as ClientHttp2Stream['on']
  return stream
}

function cutError(code: number | undefined): Error {
  const message = `the server cut the answer off (HTTP/2 code ${String(code)})`
  return Object.assign(new Error(message), { code: 'ERR_HTTP2_STREAM_ERROR' })
}

function sessionOf(client: Client): ClientHttp2Session | undefined {
  const key = Object.getOwnPropertySymbols(client).find(({ description }) => description === 'http2Session')
  if (key === undefined) return undefined
  // undici's types leave its own fields out.
  return Reflect.get(client, key) as ClientHttp2Session | undefined
}
