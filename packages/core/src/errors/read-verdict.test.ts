import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureKinds, failureRules, type Failure } from './failure.ts'
import { readVerdict } from './read-verdict.ts'

const busy = Object.assign(new Error('busy'), { status: 503, headers: { 'retry-after': '7' } })
const builtIn: Failure = { kind: 'overloaded', scope: 'target', status: 503, retryAfterMs: 7000 }

/** What a classifier that gives `verdict` leads to, and what is reported. */
function read(classify: (() => unknown) | undefined): { failure: Failure; reported: string[] } {
  const reported: string[] = []
  const report = (part: string, error: unknown): void => {
    reported.push(`${part}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return { failure: readVerdict(busy, { classify, context: { now: 0 }, report }), reported }
}

describe("a classifier's answer", () => {
  it.each([
    ['without a classifier', undefined],
    ['when it gives undefined', () => undefined],
  ])('is left to the built-in classifier %s', (_, classify) => {
    expect(read(classify)).toEqual({ failure: builtIn, reported: [] })
  })

  it('may be a kind, which keeps what the error itself says and has the usual scope of that kind', () => {
    expect(read(() => 'quota')).toEqual({
      failure: { ...builtIn, kind: 'quota', scope: 'key' },
      reported: [],
    })
  })

  it('may be a whole failure, also an error with its fields', () => {
    const error = Object.assign(new Error('x'), { kind: 'server', scope: 'key', retryAfterMs: 5 })
    const failure = { kind: 'server', scope: 'key', retryAfterMs: 5 }
    expect(read(() => error)).toEqual({ failure, reported: [] })
  })

  it('may say that the same call never works again by itself', () => {
    const never = { kind: 'quota', scope: 'key', retryAfterMs: Infinity } as const
    expect(read(() => never)).toEqual({ failure: never, reported: [] })
  })

  it.each<[string, object, Partial<Failure>]>([
    ['NaN', { retryAfterMs: Number.NaN }, { retryAfterMs: 7000 }],
    ['words', { retryAfterMs: 'soon' }, { retryAfterMs: 7000 }],
    ['a negative hint', { retryAfterMs: -1 }, { retryAfterMs: 7000 }],
    ['null as the hint', { retryAfterMs: null }, { retryAfterMs: 7000 }],
    ['a status that does not exist', { status: 1000 }, { status: 503 }],
    ['an unknown scope', { scope: 'planet' }, { scope: 'target' }],
  ])('has the field replaced, and is reported, when it holds %s', (_, wrong, right) => {
    const { failure, reported } = read(() => ({ kind: 'server', scope: 'target', ...wrong }))
    expect(failure).toEqual({ kind: 'server', scope: 'target', ...right })
    expect(reported).toEqual([
      expect.stringMatching(/^classify: "classify (retryAfterMs|status|scope)" must give /),
    ])
  })

  it('has the usual scope of its kind when it leaves the scope out', () => {
    expect(read(() => ({ kind: 'auth' })).failure).toEqual({ kind: 'auth', scope: 'key' })
  })

  it.each<[string, () => unknown, string]>([
    ['an unknown word', () => 'toString', 'got a string'],
    ['an unknown kind', () => ({ kind: 'valueOf', scope: 'target' }), 'got an object'],
    ['null', () => null, 'got null'],
    ['false', () => false, 'got false'],
    ['a promise', () => Promise.reject(new Error('late')), 'got a promise'],
  ])('is ignored and reported when it is %s', (_, classify, got) => {
    const { failure, reported } = read(classify)
    expect(failure).toEqual(builtIn)
    expect(reported).toEqual([
      `classify: "classify" must give a kind of failure, a failure, or undefined, ${got}`,
    ])
  })

  it('is ignored and reported when the classifier throws', () => {
    const fail = () => {
      throw new Error('no idea')
    }
    expect(read(fail)).toEqual({ failure: builtIn, reported: ['classify: no idea'] })
  })

  it('is a valid failure whatever the classifier gives', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record(
            {
              kind: fc.constantFrom(...failureKinds, 'x'),
              scope: fc.anything(),
              retryAfterMs: fc.anything(),
              status: fc.anything(),
            },
            { requiredKeys: ['kind'] },
          ),
        ),
        (verdict) => {
          const { kind, scope, retryAfterMs = 0, status = 500 } = read(() => verdict).failure
          expect(failureKinds).toContain(kind)
          expect(['caller', 'request', 'key', 'target']).toContain(scope)
          expect(retryAfterMs).toBeGreaterThanOrEqual(0)
          expect(status).toBeGreaterThanOrEqual(100)
          expect(failureRules[kind]).toBeDefined()
        },
      ),
    )
  })
})
