import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CircuitOpenError } from './policy-errors.ts'
import { ProviderError } from './provider-error.ts'
import { AllTargetsFailedError } from './run-errors.ts'
import { failureKinds, failureRules, type FailureKind } from './failure.ts'
import { classifyError } from './classify-error.ts'

const now = Date.UTC(2026, 10, 20, 12)
const named = (name: string, message = 'x') => Object.assign(new Error(message), { name })
const status = (code: number, shape: object = {}) =>
  Object.assign(new Error('failed'), { status: code, ...shape })

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

describe('an error is understood by its shape', () => {
  it.each<[string, unknown, FailureKind]>([
    ['400', status(400), 'bad-request'],
    ['401', status(401), 'auth'],
    ['402', status(402), 'quota'],
    ['403', status(403), 'permission'],
    ['404 of a route', status(404), 'bad-request'],
    ['404 of a model', status(404, { code: 'model_not_found' }), 'model-not-found'],
    ['408', status(408), 'timeout'],
    ['413', status(413), 'context-length'],
    ['422', status(422), 'bad-request'],
    ['429', status(429), 'rate-limit'],
    ['498', status(498), 'overloaded'],
    ['499', status(499), 'aborted'],
    ['500', status(500), 'server'],
    ['502', status(502), 'server'],
    ['503', status(503), 'overloaded'],
    ['504', status(504), 'timeout'],
    ['529', status(529), 'overloaded'],
    ['statusCode, as the AI SDK has it', Object.assign(new Error('x'), { statusCode: 503 }), 'overloaded'],
    [
      'response.status, as axios has it',
      Object.assign(new Error('x'), { response: { status: 401 } }),
      'auth',
    ],
    ['a 429 that is a spend limit', status(429, { code: 'insufficient_quota' }), 'quota'],
    [
      'a 400 that is a spend limit',
      status(400, { error: { error: { message: 'Your credit balance is too low' } } }),
      'quota',
    ],
    ['a 400 that is too long', status(400, { error: { code: 'context_length_exceeded' } }), 'context-length'],
    ['a 400 content filter', status(400, { code: 'content_filter' }), 'content-policy'],
    [
      'a 400 bad key',
      status(400, { responseBody: '{"error":{"details":[{"reason":"API_KEY_INVALID"}]}}' }),
      'auth',
    ],
    ['slow_down', status(429, { code: 'slow_down' }), 'overloaded'],
    ['a code under another status than usual', status(500, { code: 'insufficient_quota' }), 'quota'],
    [
      'the word billing means nothing',
      status(429, { error: { message: 'see your billing page' } }),
      'rate-limit',
    ],
    [
      'fetch that failed',
      new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
      'network',
    ],
    ['a reset', Object.assign(new Error('read'), { code: 'ECONNRESET' }), 'network'],
    [
      'a socket that closed',
      new TypeError('terminated', { cause: named('SocketError', 'other side closed') }),
      'network',
    ],
    ['a timeout', named('TimeoutError'), 'timeout'],
    ["an SDK's timeout", named('APIConnectionTimeoutError'), 'timeout'],
    ['an abort that was not ours', named('AbortError'), 'network'],
    ['cut JSON', new SyntaxError('Unexpected end of JSON input'), 'invalid-response'],
    ["the caller's own mistake", new TypeError('x is not a function'), 'bad-request'],
    ['anything else', new Error('boom'), 'server'],
    ['not even an error', 'boom', 'server'],
    ['nothing', undefined, 'server'],
  ])('%s', (_, error, kind) => {
    expect(classifyError(error, now).kind).toBe(kind)
  })

  it("uses what this family's own errors state, also from another copy of the package", () => {
    const error = new ProviderError({
      provider: 'v',
      kind: 'rate-limit',
      scope: 'target',
      status: 429,
      retryAfterMs: 5,
      message: 'x',
    })
    const expected = { kind: 'rate-limit', scope: 'target', status: 429, retryAfterMs: 5 }
    expect(classifyError(error, now)).toEqual(expected)
    expect(classifyError({ ...expected }, now)).toEqual(expected)
  })

  it('takes a refusal of a policy for a busy target, not for a bad key', () => {
    const open = new CircuitOpenError('open', { retryAfterMs: 700 })
    expect(classifyError(open, now)).toEqual({ kind: 'overloaded', scope: 'target', retryAfterMs: 700 })
  })

  it('charges a group with what its last failing target did, never with its keys', () => {
    const failed = (...kinds: FailureKind[]) =>
      new AllTargetsFailedError('x', {
        errors: [],
        attempts: kinds.map((kind, index) => ({ number: index + 1, targetId: 't', kind, durationMs: 1 })),
      })
    expect(classifyError(failed('network', 'auth'), now)).toEqual({ kind: 'network', scope: 'target' })
    expect(classifyError(failed('auth', 'quota'), now)).toEqual({ kind: 'overloaded', scope: 'target' })
  })
})

describe('when to come back', () => {
  it.each<[object, number | undefined]>([
    [{ 'retry-after-ms': '999', 'retry-after': '1' }, 999],
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '1.5' }, 1500],
    [{ 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT', date: 'Fri, 20 Nov 2026 12:00:20 GMT' }, 10_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': '-3' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%j', (headers, expected) => {
    expect(classifyError(status(429, { headers }), now).retryAfterMs).toBe(expected)
    expect(
      classifyError(status(429, { headers: new Headers(headers as HeadersInit) }), now).retryAfterMs,
    ).toBe(expected)
  })
})

describe('any value gives a failure', () => {
  const throwing = (): never => {
    throw new Error('do not look')
  }
  const hostile: ProxyHandler<object> = {
    get: throwing,
    has: throwing,
    ownKeys: throwing,
    getPrototypeOf: throwing,
    getOwnPropertyDescriptor: throwing,
  }
  const revoked = (): object => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  }
  const circular = (): Error => {
    const [one, other] = [new Error('one'), new Error('other')]
    one.cause = other
    other.cause = one
    return one
  }

  it.each<[string, unknown, FailureKind]>([
    ['a proxy that lets nothing be read', new Proxy({}, hostile), 'server'],
    ['a function behind such a proxy', new Proxy(() => 1, hostile), 'server'],
    ['a revoked proxy', revoked(), 'server'],
    ['a getter that throws', Object.defineProperty(new Error('x'), 'status', { get: throwing }), 'server'],
    ['such a cause', new Error('x', { cause: new Proxy({}, hostile) }), 'server'],
    ['headers that throw', status(429, { headers: new Proxy({}, hostile) }), 'rate-limit'],
    ['a response that throws', status(503, { response: new Proxy({}, hostile) }), 'overloaded'],
    ['causes in a circle', circular(), 'server'],
    ['a kind that is no word', { kind: new Proxy({}, hostile), scope: 'target' }, 'server'],
    ['a kind of the prototype', { kind: 'toString', scope: 'target' }, 'server'],
    ['a symbol', Symbol('x'), 'server'],
    ['a bigint', 5n, 'server'],
    ['an object without a prototype', Object.create(null), 'server'],
    ['a status that is no number', { status: Number.NaN, statusCode: 503 }, 'overloaded'],
  ])('%s', (_, error, kind) => {
    expect(classifyError(error, now).kind).toBe(kind)
  })

  it('reads a status, words and headers deep in a chain of causes, and stops after five', () => {
    const chain = (depth: number): unknown =>
      depth === 0 ? status(503) : new Error('x', { cause: chain(depth - 1) })
    expect(classifyError(chain(4), now)).toMatchObject({ kind: 'overloaded', status: 503 })
    expect(classifyError(chain(5), now).kind).toBe('server')
  })

  it('gives nothing but numbers from 0 for when to come back, whatever an error of the family says', () => {
    for (const junk of [Number.NaN, -5, '5', {}]) {
      const error = { kind: 'rate-limit', scope: 'key', retryAfterMs: junk, status: junk }
      expect(classifyError(error, now)).toEqual({ kind: 'rate-limit', scope: 'key' })
    }
  })

  it('an error of the family with a kind that this release does not know', () => {
    const error = new ProviderError({ provider: 'v', kind: 'server', message: 'x' })
    Object.assign(error, { kind: 'melted' })
    expect(classifyError(error, now)).toEqual({ kind: 'overloaded', scope: 'target' })
  })

  it('an error of the family with such a kind, by its status', () => {
    const error = new ProviderError({
      provider: 'v',
      kind: 'server',
      message: 'x',
      status: 429,
      scope: 'key',
    })
    Object.assign(error, { kind: 'melted' })
    expect(classifyError(error, now)).toEqual({ kind: 'rate-limit', scope: 'key', status: 429 })
  })

  it.each<[string, () => unknown, FailureKind]>([
    ['cannot be read', revokedProxy, 'overloaded'],
    ['are no list', () => 'none', 'overloaded'],
    ['hold nonsense', () => [null, 5, revokedProxy(), { kind: 'melted' }], 'overloaded'],
    ['hold nonsense beside an attempt', () => [{ kind: 'network' }, revokedProxy(), null], 'network'],
    ['say that there are endlessly many', () => ({ length: Infinity }), 'overloaded'],
    ['are long', () => ({ length: 4_000_000_000, 3_999_999_999: { kind: 'timeout' } }), 'timeout'],
  ])('an error of a group whose attempts %s', (_, attempts, kind) => {
    const error = new AllTargetsFailedError('group: failed', { errors: [], attempts: [] })
    Object.assign(error, { attempts: attempts() })
    expect(classifyError(error, now).kind).toBe(kind)
  })

  it('with properties of any value', () => {
    const keys = [
      'status',
      'statusCode',
      'code',
      'type',
      'name',
      'message',
      'error',
      'response',
      'headers',
      'cause',
      'kind',
      'scope',
      'attempts',
      'retryAfterMs',
      'retry-after',
      'then',
    ]
    const anything = fc.object({
      key: fc.constantFrom(...keys),
      withNullPrototype: true,
      withBigInt: true,
      withMap: true,
      withDate: true,
      maxDepth: 4,
    })
    fc.assert(
      fc.property(fc.oneof(fc.anything(), anything), fc.double(), (error, time) => {
        const { kind, scope, status: code, retryAfterMs } = classifyError(error, time)
        expect(failureKinds).toContain(kind)
        expect(['caller', 'request', 'key', 'target']).toContain(scope)
        expect(failureRules[kind]).toBeDefined()
        expect(code === undefined || (typeof code === 'number' && code >= 0)).toBe(true)
        expect(retryAfterMs === undefined || (typeof retryAfterMs === 'number' && retryAfterMs >= 0)).toBe(
          true,
        )
      }),
      { seed: 20_261_128, numRuns: 2000 },
    )
  })
})
