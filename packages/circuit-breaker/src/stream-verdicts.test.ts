import { StreamInterruptedError } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import type { CircuitVerdict } from './index.ts'
import { engines } from './test/engines.ts'
import { hangs, rejects, setDueScene, setScene } from './test/scene.ts'
import { breaksAfter, chunks, readAll } from './test/streams.ts'

const statusError = (status: number): Error => Object.assign(new Error(`status ${status}`), { status })

describe.each(engines)('the verdict on a stream, on $engine', ({ create }) => {
  it('is a failure when it breaks after a chunk; the error holds what was received', async () => {
    const { breaker } = setScene(create, { label: 'vendor' })
    const cause = new Error('socket closed')
    for (let time = 0; time < 3; time += 1) {
      const error = await rejects(readAll(breaker.executeStream(() => breaksAfter(['a', 'b'], cause))))
      expect(error).toBeInstanceOf(StreamInterruptedError)
      expect(error).toMatchObject({
        message: 'vendor: stream interrupted: network',
        partial: ['a', 'b'],
        targetId: 'vendor',
        kind: 'network',
        cause,
      })
    }
    expect(breaker.state).toBe('open')
    expect(await rejects(readAll(breaker.executeStream(() => chunks('a'))))).toMatchObject({
      code: 'circuit-open',
      retryAfterMs: 1000,
    })
  })

  it('is a failure when it breaks before its first chunk or cannot be opened; the error is its own', async () => {
    const { breaker } = setScene(create, { failureThreshold: 4 })
    const refused = new Error('refused')
    const opens: (() => AsyncIterable<string> | Promise<AsyncIterable<string>>)[] = [
      () => breaksAfter([], refused),
      () => Promise.reject<AsyncIterable<string>>(refused),
      () => {
        throw refused
      },
      () => ({
        [Symbol.asyncIterator]: () => {
          throw refused
        },
      }),
    ]
    for (const open of opens) expect(await rejects(readAll(breaker.executeStream(open)))).toBe(refused)
    expect(breaker.state).toBe('open')
  })

  it('is neutral when the caller asked for something impossible, before and after the first chunk', async () => {
    const { breaker } = setScene(create, { failureThreshold: 1 })
    for (const status of [400, 401, 404, 429]) {
      const error = statusError(status)
      expect(await rejects(readAll(breaker.executeStream(() => breaksAfter([], error))))).toBe(error)
      expect(await rejects(readAll(breaker.executeStream(() => Promise.reject(error))))).toBe(error)
    }
    const broken = await rejects(readAll(breaker.executeStream(() => breaksAfter(['a'], statusError(400)))))
    expect(broken).toMatchObject({ kind: 'bad-request', partial: ['a'] })
    expect(breaker.state).toBe('closed')
  })

  it('is neutral for a neutral error of a probe: its place is free again and nothing closes', async () => {
    const { breaker } = await setDueScene(create, { successThreshold: 1 })
    await rejects(readAll(breaker.executeStream(() => breaksAfter([], statusError(400)))))
    expect(breaker.state).toBe('half-open')
    expect(breaker.acquire()).not.toBeNull()
  })

  it('is a failure when it ends without the chunk that a whole one ends with', async () => {
    const { breaker } = setScene(create, { failureThreshold: 1, label: 'vendor' })
    const isFinal = (chunk: string): boolean => chunk === '[DONE]'
    expect(await readAll(breaker.executeStream(() => chunks('a', '[DONE]', 'b'), { isFinal }))).toHaveLength(
      3,
    )
    expect(breaker.state).toBe('closed')
    const error = await rejects(readAll(breaker.executeStream(() => chunks('a'), { isFinal })))
    expect(error).toMatchObject({
      message: 'vendor: stream interrupted: stream-interrupted',
      kind: 'stream-interrupted',
      partial: ['a'],
    })
    expect(error).not.toHaveProperty('cause')
    expect(breaker.state).toBe('open')
  })

  it('is a success when it ends by itself without a chunk', async () => {
    const { breaker } = await setDueScene(create, { successThreshold: 1 })
    expect(await readAll(breaker.executeStream(() => chunks()))).toEqual([])
    expect(breaker.state).toBe('closed')
  })

  it('is neither success nor failure when its reader leaves early', async () => {
    const { breaker: probed } = await setDueScene(create, { successThreshold: 1 })
    for await (const _chunk of probed.executeStream(() => chunks('a', 'b'))) break
    expect(probed.state).toBe('half-open')
    expect(probed.acquire()).not.toBeNull()
    const { breaker: closed } = setScene(create, { failureThreshold: 1 })
    for await (const _chunk of closed.executeStream(() => chunks('a', 'b'))) break
    expect(closed.state).toBe('closed')
  })

  it('is neutral when its reader throws into it', async () => {
    const { breaker } = setScene(create, { failureThreshold: 1 })
    const stream = breaker.executeStream(() => chunks('a', 'b'))
    await stream.next()
    const own = new Error('reader')
    expect(await rejects(stream.throw(own))).toBe(own)
    expect(breaker.state).toBe('closed')
  })

  it('is neutral when its caller aborts it, whatever `classify` would say', async () => {
    const verdicts: CircuitVerdict[] = []
    const { breaker, clock } = await setDueScene(create, {
      successThreshold: 1,
      classify: () => (verdicts.push('failure'), 'failure'),
    })
    const caller = new AbortController()
    const read = rejects(readAll(breaker.executeStream(hangs, { signal: caller.signal })))
    await clock.settle()
    caller.abort(new Error('gone'))
    await read
    expect(verdicts).toEqual([])
    expect(breaker.state).toBe('half-open')
    expect(breaker.acquire()).not.toBeNull()
  })

  it('is a failure when it takes too long, whatever `classify` would say', async () => {
    const { breaker, clock } = setScene(create, { failureThreshold: 2, classify: () => 'neutral' })
    const opening = rejects(readAll(breaker.executeStream(hangs)))
    await clock.advance(100)
    await opening
    const stalls = async function* (): AsyncGenerator<string> {
      yield 'a'
      await hangs()
    }
    const read = rejects(readAll(breaker.executeStream(stalls, { idleTimeoutMs: 10 })))
    await clock.advance(10)
    await read
    expect(breaker.state).toBe('open')
  })

  it('is what `classify` says of its error, or of undefined at its end', async () => {
    const asked: unknown[] = []
    const { breaker } = setScene(create, {
      failureThreshold: 2,
      classify: (value, isError) => (asked.push([value, isError]), 'failure'),
    })
    const error = statusError(400)
    await rejects(readAll(breaker.executeStream(() => breaksAfter([], error))))
    expect(await readAll(breaker.executeStream(() => chunks('a')))).toEqual(['a'])
    expect(asked).toEqual([
      [error, true],
      [undefined, false],
    ])
    expect(breaker.state).toBe('open')
  })
})
