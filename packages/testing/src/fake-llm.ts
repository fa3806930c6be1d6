import { readOptions } from '@llm-balancer/core/options'
import { FakeBackend } from './fake-backend.ts'
import { fakeTable, type FakeLLMOptions } from './fake-llm-options.ts'
import type { RecordedRequest } from './record.ts'
import type { FakeTarget } from './fake-target.ts'
import { FetchWire } from './wire/fetch-wire.ts'

/** A fake LLM provider: several targets that answer in the vendors' wire formats and can be made to fail. */
export interface FakeLLM<Id extends string = string> extends AsyncDisposable {
  /** A target's base URL, in the form that the vendor documents. @throws TypeError for an unknown id */
  url(id: Id): string
  /** A target, to watch and to change. @throws TypeError for an unknown id */
  target(id: Id): FakeTarget
  /** The remembered requests, oldest first, also those that still run. */
  readonly requests: readonly RecordedRequest[]
  /** A `fetch` that reaches this fake without a socket. Hand it to an adapter. */
  readonly fetch: typeof fetch
  /** Resolves as soon as `condition` is true: checked now, and whenever a request comes or ends. Rejects when the fake closes. */
  until(condition: (requests: readonly RecordedRequest[]) => boolean): Promise<void>
  /** Ends every connection and timer. Running responses are cut off. */
  close(): Promise<void>
}

/** The address of a fake that has no socket: https, so that adapters accept it. */
const inProcess = 'https://fake-llm.test'

/**
 * A fake that lives in this process only: no port, no socket, reached by its own `fetch`. Behaves as the one
 * {@link startFakeLLM} gives.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function createFakeLLM<const Id extends string>(options: FakeLLMOptions<Id>): FakeLLM<Id> {
  return fakeOver(new FakeBackend(readOptions('createFakeLLM', options, fakeTable), inProcess), () =>
    Promise.resolve(),
  )
}

/** What a caller sees of a backend. */
export function fakeOver<Id extends string>(backend: FakeBackend, stop: () => Promise<void>): FakeLLM<Id> {
  const close = async (): Promise<void> => {
    backend.close()
    await stop()
  }
  return {
    url: (id) => backend.target(id).url,
    target: (id) => backend.target(id),
    // eslint-disable-next-line no-restricted-syntax -- made once per fake
    get requests() {
      return backend.requests
    },
    fetch: (input, init) => localFetch(backend, input, init),
    until: (condition) => backend.until(condition),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function localFetch(
  backend: FakeBackend,
  ...[input, init]: Parameters<typeof fetch>
): Promise<Response> {
  const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined)
  signal?.throwIfAborted()
  const request = new Request(input, { ...init, signal: null })
  const { pathname, search } = new URL(request.url)
  const headers = Object.fromEntries(request.headers)
  const text = await request.text()
  const wire = new FetchWire(signal)
  backend.handle({ method: request.method, path: pathname + search, headers, text }, wire)
  return wire.response
}
