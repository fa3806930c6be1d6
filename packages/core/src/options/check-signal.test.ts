import { describe, expect, it, vi } from 'vitest'
import { checkSignal } from './check-signal.ts'

const check = (value: unknown): AbortSignal => checkSignal('signal', value, 'call') as AbortSignal

/** A signal of another implementation, which `AbortSignal.any` refuses. */
class ForeignSignal {
  aborted = false
  readonly reason = 'foreign reason'
  readonly listeners: (() => void)[] = []
  addEventListener(_type: string, listener: () => void): void {
    this.listeners.push(listener)
  }
  removeEventListener(): void {
    // Nothing leaves.
  }
  abort(): void {
    this.aborted = true
    for (const listener of this.listeners) listener()
  }
}

describe('a signal', () => {
  it('of this realm is taken as it is', () => {
    const { signal } = new AbortController()
    expect(check(signal)).toBe(signal)
  })

  it('of another implementation is followed by one that every function takes', () => {
    const foreign = new ForeignSignal()
    const signal = AbortSignal.any([check(foreign)])
    expect(signal.aborted).toBe(false)
    foreign.abort()
    expect(signal.aborted).toBe(true)
    expect(signal.reason).toBe('foreign reason')
  })

  it('of another implementation has one listener, however many calls it is given to', () => {
    const foreign = new ForeignSignal()
    expect(check(foreign)).toBe(check(foreign))
    expect(foreign.listeners).toHaveLength(1)
  })

  it('of another implementation that has aborted already is followed at once, also without an event', () => {
    const foreign = new ForeignSignal()
    const early = check(foreign)
    foreign.aborted = true
    expect(check(foreign)).toBe(early)
    expect(early.reason).toBe('foreign reason')
  })

  it.each<[string, unknown]>([
    ['half a signal', { aborted: false }],
    ['one that cannot be left', { aborted: false, addEventListener: vi.fn() }],
    ['a controller', new AbortController()],
    ['an object with the prototype of a signal', Object.create(AbortSignal.prototype)],
    [
      'one that cannot be listened to',
      {
        aborted: false,
        addEventListener() {
          throw new Error('no')
        },
        removeEventListener() {
          // Nothing leaves.
        },
      },
    ],
    ['nothing', null],
  ])('is refused when it is %s', (_, value) => {
    expect(() => check(value)).toThrow(/^call: "signal" must be an AbortSignal, got /)
  })
})
