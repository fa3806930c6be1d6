import { describe, expect, it } from 'vitest'
import type { Attempt, AttemptFacts } from '../contracts/call.ts'
import { AttemptHandle, type AttemptSource } from './attempt-handle.ts'

const target = { id: 'a', weight: 1, priority: 0, tags: [] }

/** A source that makes its signal when it is asked, and keeps what is reported. */
class Source implements AttemptSource {
  readonly reported: AttemptFacts[] = []
  made = 0
  readonly #controller = new AbortController()

  get signal(): AbortSignal {
    this.made += 1
    return this.#controller.signal
  }

  report(facts: AttemptFacts): void {
    this.reported.push(facts)
  }
}

const handleOf = (source: Source): Attempt =>
  new AttemptHandle({ number: 2, target, remainingMs: 300, failed: [] }, source)

describe('what an operation gets of its attempt', () => {
  it('asks for the signal only when it is read', () => {
    const source = new Source()
    const handle = handleOf(source)
    expect(source.made).toBe(0)
    expect(handle.signal).toBe(source.signal)
  })

  it('is whole in a copy, and its parts may be taken out of it', () => {
    const source = new Source()
    const copy = { ...handleOf(source) }
    expect(copy).toMatchObject({ number: 2, target, remainingMs: 300, failed: [], signal: source.signal })
    const { report } = copy
    report({ usage: { inputTokens: 7 } })
    expect(source.reported).toEqual([{ usage: { inputTokens: 7 } }])
  })

  it('has one getter for all attempts: V8 would keep each one, with its run, in a shape of its own', () => {
    const getterOf = (handle: Attempt): unknown => Object.getOwnPropertyDescriptor(handle, 'signal')?.get
    const getter = getterOf(handleOf(new Source()))
    expect(getter).toBeTypeOf('function')
    expect(getterOf(handleOf(new Source()))).toBe(getter)
  })
})
