import { describe, expect, it, vi } from 'vitest'
import { Emitter } from './emitter.ts'

type Event =
  | { readonly type: 'opened'; readonly at: number }
  | { readonly type: 'closed'; readonly at: number }
  | { readonly type: 'listener-failed'; readonly at: number; readonly event: string; readonly error: unknown }

const opened: Event = { type: 'opened', at: 5 }
const throwing = (): never => {
  throw new Error('broken')
}

describe('an emitter', () => {
  it('calls listeners of the type and of all events, in the order in which they subscribed', () => {
    const emitter = new Emitter<Event>()
    const told: string[] = []
    emitter.on('*', ({ type }: Event) => told.push(`first ${type}`))
    emitter.on('opened', () => told.push('second'))
    emitter.on('closed', () => told.push('third'))
    emitter.emit(opened)
    expect(told).toEqual(['first opened', 'second'])
  })

  it('does not call a removed listener, and keeps others with the same function', () => {
    const emitter = new Emitter<Event>()
    const listener = vi.fn()
    const leave = emitter.on('opened', listener)
    emitter.on('opened', listener)
    leave()
    leave()
    emitter.emit(opened)
    expect(listener).toHaveBeenCalledExactlyOnceWith(opened)
  })

  it('knows which events have a listener', () => {
    const emitter = new Emitter<Event>()
    expect(emitter.hears('opened')).toBe(false)
    const leave = emitter.on('opened', () => {})
    expect([emitter.hears('opened'), emitter.hears('closed')]).toEqual([true, false])
    leave()
    emitter.on('*', () => {})
    expect(emitter.hears('closed')).toBe(true)
    emitter.close()
    expect(emitter.hears('closed')).toBe(false)
  })

  it('does not call listeners that subscribe while an event is emitted', () => {
    const emitter = new Emitter<Event>()
    const late = vi.fn()
    emitter.on('opened', () => emitter.on('opened', late))
    emitter.emit(opened)
    expect(late).not.toHaveBeenCalled()
  })

  it('continues after a listener that throws, or whose promise is rejected, and says so', async () => {
    const emitter = new Emitter<Event>()
    const failures = vi.fn()
    const last = vi.fn()
    emitter.on('listener-failed', failures)
    emitter.on('opened', throwing)
    emitter.on('opened', () => Promise.reject(new Error('later')))
    emitter.on('opened', last)
    emitter.emit(opened)
    expect(last).toHaveBeenCalledOnce()
    await Promise.resolve()
    const failure = { type: 'listener-failed', at: 5, event: 'opened' }
    expect(failures.mock.calls).toEqual([
      [{ ...failure, error: new Error('broken') }],
      [{ ...failure, error: new Error('later') }],
    ])
  })

  it('does not report a listener to failures that fails itself', () => {
    const emitter = new Emitter<Event>()
    const failing = vi.fn(throwing)
    emitter.on('listener-failed', failing)
    emitter.on('opened', throwing)
    emitter.emit(opened)
    expect(failing).toHaveBeenCalledOnce()
  })

  it('guards calls of user code', () => {
    const emitter = new Emitter<Event>()
    const failures = vi.fn()
    emitter.on('listener-failed', failures)
    expect(emitter.guard('classify', 7, () => 'neutral')).toBe('neutral')
    expect(failures).not.toHaveBeenCalled()
    expect(emitter.guard('classify', 7, throwing)).toBeUndefined()
    expect(failures).toHaveBeenCalledExactlyOnceWith({
      type: 'listener-failed',
      at: 7,
      event: 'classify',
      error: new Error('broken'),
    })
  })
})
