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

  it.each<[string, Readonly<Record<string, unknown>>, FailureKind]>([
    [
      'a throttled call',
      { name: 'ThrottlingException', message: 'Too many requests', status: 429 },
      'rate-limit',
    ],
    [
      'a limit per day',
      { name: 'ThrottlingException', message: 'Too many tokens per day, please wait', status: 429 },
      'quota',
    ],
    ['a quota', { name: 'ServiceQuotaExceededException', status: 400 }, 'quota'],
    [
      'an input that is too long',
      { name: 'ValidationException', message: 'Input is too long for requested model.', status: 400 },
      'context-length',
    ],
    [
      'an unknown model',
      { name: 'ValidationException', message: 'The provided model identifier is invalid.', status: 400 },
      'model-not-found',
    ],
    ['a missing permission', { name: 'AccessDeniedException', status: 403 }, 'permission'],
    ['a token that is over', { name: 'ExpiredTokenException', status: 403 }, 'auth'],
    ['a model that is not ready', { name: 'ModelNotReadyException', status: 429 }, 'overloaded'],
    ['a model that took too long', { name: 'ModelTimeoutException', status: 408 }, 'timeout'],
    ['a model that failed', { name: 'ModelErrorException', status: 424 }, 'server'],
    ['an error in a stream', { name: 'ModelStreamErrorException', status: 424 }, 'server'],
    ['a throttled stream, without a status', { name: 'ThrottlingException' }, 'rate-limit'],
  ])("of AWS' SDK: %s", (_, { name, message = 'UnknownError', status: httpStatusCode }, kind) => {
    const error = Object.assign(new Error(String(message)), {
      name,
      $fault: 'client',
      $metadata: { httpStatusCode },
    })
    expect(classifyError(error, now)).toMatchObject({ kind })
  })

  const google = (code: number, error: object) =>
    Object.assign(new Error(JSON.stringify({ error: { code, ...error } })), {
      name: 'ApiError',
      status: code,
    })
  const perDay = [{ violations: [{ quotaId: 'GenerateRequestsPerDayPerProject' }] }, { retryDelay: '37s' }]
  it.each<[string, unknown, object]>([
    [
      "Google's, a bad key",
      google(400, { message: 'API key not valid.', details: [{ reason: 'API_KEY_INVALID' }] }),
      { kind: 'auth', status: 400 },
    ],
    [
      "Google's, a limit per day",
      google(429, {
        message: 'You exceeded your current quota',
        status: 'RESOURCE_EXHAUSTED',
        details: perDay,
      }),
      { kind: 'quota', retryAfterMs: 37_000 },
    ],
    [
      "Google's, JSON inside JSON",
      google(503, { message: JSON.stringify({ error: { message: 'The model is overloaded.', code: 503 } }) }),
      { kind: 'overloaded', status: 503 },
    ],
    [
      "Cohere's",
      Object.assign(
        new Error('Status code: 429\nBody: {"message": "a Trial key is limited to 1000 API calls / month"}'),
        {
          statusCode: 429,
          body: { message: 'a Trial key is limited to 1000 API calls / month' },
        },
      ),
      { kind: 'quota', status: 429 },
    ],
    [
      "Mistral's",
      Object.assign(new Error('API error occurred: Status 400. Body: …'), {
        statusCode: 400,
        body: '{"object":"error","message":"Invalid model: m","type":"invalid_model","code":"1500"}',
      }),
      { kind: 'model-not-found', status: 400 },
    ],
    [
      "Ollama's",
      Object.assign(new Error('model "m" not found'), { status_code: 404, error: 'model "m" not found' }),
      { kind: 'model-not-found', status: 404 },
    ],
    [
      "axios'",
      Object.assign(new Error('x'), {
        response: {
          status: 429,
          headers: { 'retry-after': '5' },
          data: { error: { code: 'insufficient_quota' } },
        },
      }),
      { kind: 'quota', status: 429, retryAfterMs: 5000 },
    ],
    [
      "Hugging Face's",
      Object.assign(new Error('x'), {
        httpResponse: { status: 429, body: { error: 'Model is overloaded' } },
      }),
      { kind: 'overloaded', status: 429 },
    ],
    [
      "the AI SDK's after its retries",
      Object.assign(new Error('failed'), {
        errors: [],
        lastError: Object.assign(new Error('x'), { statusCode: 401 }),
      }),
      { kind: 'auth', status: 401 },
    ],
    [
      'a code that is a status',
      Object.assign(new Error('x'), { code: '429' }),
      { kind: 'rate-limit', status: 429 },
    ],
    [
      'an error that holds no more than JSON in its message',
      new Error('failed: {"error":{"type":"overloaded_error"}}'),
      { kind: 'overloaded', scope: 'target' },
    ],
  ])('of the SDKs: %s', (_, error, expected) => {
    expect(classifyError(error, now)).toMatchObject(expected)
  })

  it("does not take a library's own words for a vendor's text", () => {
    for (const message of ['the prompt is too long', 'You exceeded your current quota'])
      expect(classifyError(new Error(message), now)).toEqual({ kind: 'server', scope: 'target' })
    const schema = new Error('[{"expected":"string","code":"invalid_type","message":"Invalid input"}]')
    expect(classifyError(Object.assign(schema, { name: 'ZodError' }), now).kind).toBe('server')
    const cut = new SyntaxError('Unexpected token Y, "You exceeded your current quota" is not valid JSON')
    expect(classifyError(cut, now).kind).toBe('invalid-response')
  })

  it('under a good status is an answer that cannot be read, unless the body is an error', () => {
    const unreadable = Object.assign(new Error('Invalid JSON response'), { statusCode: 200 })
    expect(classifyError(unreadable, now)).toEqual({ kind: 'invalid-response', scope: 'target', status: 200 })
    const failed = Object.assign(new Error('x'), { statusCode: 200, data: { error: { code: 429 } } })
    expect(classifyError(failed, now)).toMatchObject({ kind: 'rate-limit', status: 200 })
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

it('the reset of a limit is the hint of a rate limit, and of no other failure', () => {
  const headers = { 'x-ratelimit-reset-requests': '30s', 'x-ratelimit-remaining-requests': '0' }
  expect(classifyError(status(429, { headers }), now)).toMatchObject({ retryAfterMs: 30_000 })
  expect(classifyError(status(503, { headers }), now)).not.toHaveProperty('retryAfterMs')
})

it('the words in the body of an error without a status are the text of its vendor', () => {
  const shape = { responseBody: '{ "message": "the model is over capacity" }' }
  expect(classifyError(Object.assign(new Error('failed'), shape), now).kind).toBe('overloaded')
  expect(classifyError(new Error('the model is over capacity'), now).kind).toBe('server')
})

describe("an error's own number of ms", () => {
  it.each([
    ['without a status', new Error('busy'), 'server'],
    ['beside a status', status(503), 'overloaded'],
    ['over the headers', status(429, { headers: { 'retry-after': '1' } }), 'rate-limit'],
  ])('is its hint: %s', (_, error, kind) => {
    expect(classifyError(Object.assign(error, { retryAfterMs: 700 }), now)).toMatchObject({
      kind,
      retryAfterMs: 700,
    })
  })

  it.each([Number.NaN, -1, 'soon', null])('is none when it is %j', (retryAfterMs) => {
    expect(classifyError(Object.assign(status(503), { retryAfterMs }), now)).not.toHaveProperty(
      'retryAfterMs',
    )
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
