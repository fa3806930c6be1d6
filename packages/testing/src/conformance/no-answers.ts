/** Bodies that are not an answer to any request. */
import type { StubResponse } from './stub-fetch.ts'

/** In bytes. */
export const mebibyte: number = 1024 * 1024
/** The most that an adapter has to keep of one answer, in bytes. */
export const mostBytes: number = 48 * mebibyte

/** As good as endless: an adapter that keeps reading gets here. */
const endlessMebibytes = 64

/** By what they are. */
export const nonsense: Readonly<Record<string, string>> = {
  'an empty body': '',
  'white space': ' \n\n \n',
  'an HTML page': '<!doctype html><html><body>Please log in</body></html>',
  'a JSON null': 'null',
  'a JSON text': '"hello"',
  'a JSON number': '42',
  'an empty list': '[]',
  'an empty object': '{}',
  'very deep nesting': '['.repeat(50_000),
  'control characters': '\u0000\u0001\u0002',
}

/** One value, or one event, that never ends. */
export const endless: { readonly document: StubResponse; readonly stream: StubResponse } = {
  document: endlessly('application/json', '{"a":"b"}'.padEnd(mebibyte)),
  stream: endlessly('text/event-stream', 'data: {"'.padEnd(mebibyte)),
}

/** A good status, and a body that never ends. */
export function endlessly(type: string, body: string | Uint8Array): StubResponse {
  return { status: 200, headers: { 'content-type': type }, body, times: endlessMebibytes }
}
