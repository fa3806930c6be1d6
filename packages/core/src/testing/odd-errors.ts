import { ProviderError } from '../errors/provider-error.ts'
import { AllTargetsFailedError } from '../errors/run-errors.ts'

/** One thing that may be thrown, with its name for the title of a test. */
export interface OddError {
  readonly name: string
  /** Makes it anew. */
  readonly make: () => unknown
}

/** Errors as they come from this family, from SDKs, from the AI SDK, from `fetch` and from axios. */
const styles: Readonly<Record<string, () => Error>> = {
  'an error of this family': () =>
    new ProviderError({ provider: 'v', kind: 'overloaded', status: 503, message: 'busy' }),
  'an error of a group': () => new AllTargetsFailedError('group: failed', { errors: [], attempts: [] }),
  "an SDK's error": () => Object.assign(new Error('busy'), { status: 503, headers: { 'retry-after': '1' } }),
  "the AI SDK's error": () => Object.assign(new Error('busy'), { statusCode: 503, responseHeaders: {} }),
  "fetch's error": () => new TypeError('fetch failed', { cause: new Error('reset') }),
  "axios' error": () => Object.assign(new Error('busy'), { response: { status: 503, headers: {} } }),
}

const fields = ['headers', 'responseHeaders', 'response', 'cause', 'kind', 'scope', 'status', 'attempts']

/** What an error may be made of that no reader expects. Each changes the error, or gives another one. */
const oddities: Readonly<Record<string, (error: Error) => unknown>> = {
  'as it is': (error) => error,
  'revoked as a proxy': () => revoked(),
  'behind a proxy that throws': (error) => hostile(error),
  'behind a proxy that changes nothing': (error) => new Proxy(error, {}),
  'with getters that throw': (error) => withEach(error, { get: refuse }),
  'whose fields are revoked proxies': (error) => withEach(error, { value: revoked() }),
  'whose fields throw when they are read': (error) => withEach(error, { value: hostile({}) }),
  'whose fields are numbers': (error) => withEach(error, { value: 7 }),
  'with headers in a Map of numbers': (error) =>
    withEach(error, { value: new Map([['retry-after', 30]]) }, ['headers', 'responseHeaders']),
  'with headers whose get throws': (error) =>
    withEach(error, { value: { get: refuse } }, ['headers', 'responseHeaders']),
  'with endless headers': (error) =>
    withEach(error, { value: { [Symbol.iterator]: () => ({ next: () => ({ value: [] }) }) } }, ['headers']),
  'with attempts that hold nonsense': (error) =>
    withEach(error, { value: [null, 5, revoked(), { kind: 'melted' }] }, ['attempts']),
  'of a newer release': (error) => Object.assign(error, { kind: 'melted', scope: 'planet' }),
  'with a hint that is no time': (error) => Object.assign(error, { retryAfterMs: Number.NaN }),
  'with a hint in words': (error) => Object.assign(error, { retryAfterMs: 'soon' }),
  'caused by itself': (error) => Object.assign(error, { cause: error }),
  'that cannot be turned into text': (error) =>
    withEach(error, { get: refuse }, ['name', 'message', 'stack']),
}

/**
 * Everything odd that may be thrown, in the style of every client: proxies, getters that throw, headers in a Map, kinds of a
 * newer release, circular causes. For tests of whatever reads errors: none of these may do harm.
 */
export function oddErrors(): readonly OddError[] {
  return Object.entries(styles).flatMap(([style, base]) =>
    Object.entries(oddities).map(([oddity, change]) => ({
      name: `${style} ${oddity}`,
      make: () => change(base()),
    })),
  )
}

function refuse(): never {
  throw new Error('this cannot be read')
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

function hostile(target: object): object {
  return new Proxy(target, { get: refuse, has: refuse, getPrototypeOf: refuse, ownKeys: refuse })
}

function withEach(error: Error, descriptor: PropertyDescriptor, names: readonly string[] = fields): Error {
  for (const name of names) Object.defineProperty(error, name, { configurable: true, ...descriptor })
  return error
}
