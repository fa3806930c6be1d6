import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { Emitter } from './emitter.ts'

type Events = {
  readonly said: readonly [word: string, times?: number]
  readonly error: readonly [error: Error]
}

describe('an emitter', () => {
  it('calls the listeners of an event in order, with all of its values and itself as `this`', () => {
    const emitter = new Emitter<Events>()
    const heard: unknown[] = []
    emitter
      .on('said', function (this: unknown, ...values) {
        heard.push(['first', this === emitter, ...values])
      })
      .on('said', (word) => heard.push(['second', word]))
    expect(emitter.emit('said', 'hi', 2)).toBe(true)
    expect(heard).toEqual([
      ['first', true, 'hi', 2],
      ['second', 'hi'],
    ])
  })

  it('ends a subscription: the latest of a listener, all of an event, or all there are', () => {
    const emitter = new Emitter<Events>()
    const heard: string[] = []
    const listen = (word: string): void => void heard.push(word)
    emitter.on('said', listen).on('said', listen).off('said', listen)
    emitter.off('said', () => {})
    emitter.emit('said', 'one')
    expect(heard).toEqual(['one'])
    emitter.on('error', () => {}).removeListener('said', listen)
    expect([emitter.listenerCount('said'), emitter.listenerCount('error')]).toEqual([0, 1])
    emitter.on('said', listen).removeAllListeners('said')
    expect([emitter.listenerCount('said'), emitter.listenerCount('error')]).toEqual([0, 1])
    emitter.removeAllListeners()
    expect(emitter.listenerCount('error')).toBe(0)
  })

  it('calls a listener of `once` once, also when it emits the event itself, and works with `once` of Node', async () => {
    const emitter = new Emitter<Events>()
    const heard: string[] = []
    emitter.once('said', (word) => {
      heard.push(word)
      emitter.emit('said', 'again')
    })
    emitter.emit('said', 'one')
    emitter.emit('said', 'two')
    expect(heard).toEqual(['one'])
    const waiting = once(emitter as never, 'said')
    emitter.emit('said', 'three')
    expect(await waiting).toEqual(['three'])
  })

  it('goes on when a listener throws, or its promise is rejected', async () => {
    const emitter = new Emitter<Events>()
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    const heard: string[] = []
    emitter
      .on('said', () => {
        throw new Error('thrown')
      })
      .on('said', () => Promise.reject(new Error('rejected')))
      .on('said', (word) => heard.push(word))
    expect(emitter.emit('said', 'hi')).toBe(true)
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)
    expect([heard, unhandled]).toEqual([['hi'], []])
  })

  it('does nothing with an `error` without a listener', () => {
    expect(new Emitter<Events>().emit('error', new Error('unheard'))).toBe(false)
  })

  it('refuses a listener that is no function', () => {
    expect(() => new Emitter<Events>().on('said', 5 as never)).toThrow(
      'on: "listener" must be a function, got 5',
    )
  })
})
