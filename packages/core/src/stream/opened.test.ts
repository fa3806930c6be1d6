import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { first } from '../balancer/test/first.ts'
import { chunkRules, leftovers, read, scene } from '../balancer/test/scene.ts'
import { hang, type TestVendor, type VendorStep } from '../balancer/test/vendor.ts'
import { statusError } from '../testing/scripted-client.ts'

const open = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)
const broken = { answer: statusError(500) }

const made = (scripts: Readonly<Record<string, readonly VendorStep[]>>) => {
  const scripted = scene(scripts, { strategy: first, retry: { maxWaitMs: 0 } })
  return { ...scripted, stream: scripted.balancer.stream(open, chunkRules) }
}

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('the opening of a stream', () => {
  it('makes the call, holds the first content back, and says who serves', async () => {
    const { stream, served, vendors, events } = made({
      a: [broken],
      b: [{ stream: ['~role', 'one', 'two', '.'] }],
    })
    expect(served).toEqual([])
    await expect(stream.opened()).resolves.toMatchObject({ id: 'b' })
    expect(stream.target).toMatchObject({ id: 'b' })
    expect(served).toEqual(['a', 'b'])
    expect(vendors['b']?.pulls).toBe(2)
    expect(events.map(({ type }) => type)).toContain('stream-committed')
    await expect(read(stream)).resolves.toEqual({ chunks: ['~role', 'one', 'two', '.'], error: undefined })
  })

  it('is one, however often it is asked for, and in whatever order with reading', async () => {
    const { stream, served } = made({ a: [{ stream: ['one', 'two', '.'] }] })
    const [before, chunk, after] = [stream.opened(), stream.next(), stream.opened()]
    expect(after).toBe(before)
    await expect(before).resolves.toMatchObject({ id: 'a' })
    await expect(chunk).resolves.toEqual({ done: false, value: 'one' })
    expect(served).toEqual(['a'])
    await read(stream)
  })

  it('resolves with the target when the stream is being read already, and when it has been read', async () => {
    const { stream } = made({ a: [{ stream: ['one', 'two', '.'] }] })
    const chunk = stream.next()
    await expect(stream.opened()).resolves.toMatchObject({ id: 'a' })
    await expect(chunk).resolves.toEqual({ done: false, value: 'one' })
    await expect(read(stream)).resolves.toMatchObject({ chunks: ['two', '.'] })

    const other = made({ a: [] })
    await read(other.stream)
    await expect(other.stream.opened()).resolves.toMatchObject({ id: 'a' })
  })

  it('fails with the error of the run, and so does the next read, once', async () => {
    const { stream } = made({ a: [broken] })
    const error: unknown = await stream.opened().catch((reason: unknown) => reason)
    expect(error).toBe(broken.answer)
    await expect(stream.next()).rejects.toBe(error)
    await expect(stream.next()).resolves.toEqual({ done: true, value: undefined })
    await expect(stream.opened()).rejects.toBe(error)
  })

  it('fails as well when reading has failed before it was asked for', async () => {
    const { stream } = made({ a: [broken] })
    await expect(stream.next()).rejects.toBe(broken.answer)
    await expect(stream.opened()).rejects.toBe(broken.answer)
    await expect(stream.next()).resolves.toEqual({ done: true, value: undefined })
  })

  it('fails as well when reading fails while it is asked for', async () => {
    const { stream } = made({ a: [broken] })
    const chunk = stream.next()
    const opened = stream.opened()
    await expect(chunk).rejects.toBe(broken.answer)
    await expect(opened).rejects.toBe(broken.answer)
  })

  it('leaves no rejection behind when it is not asked for', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    const { stream, clock } = made({ a: [broken] })
    await stream.next().catch(() => {})
    const other = made({ a: [broken] })
    await other.stream.opened().catch(() => {})
    await clock.settle()
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
  })

  it('resolves without a target when the stream was left before, and calls nothing', async () => {
    const { stream, served } = made({ a: [] })
    await stream.return()
    await expect(stream.opened()).resolves.toBeUndefined()
    expect(served).toEqual([])
  })

  it('resolves without a target when the stream is left meanwhile', async () => {
    const { stream, guards, clock } = made({ a: [{ stream: [hang] }] })
    const opened = stream.opened()
    await clock.settle()
    await stream.return()
    await expect(opened).resolves.toBeUndefined()
    expect(guards['a']?.released.map(({ type }) => type)).toEqual(['neutral'])
  })

  it('fails with the reason of a caller who aborts meanwhile', async () => {
    const { balancer, clock } = made({ a: [{ stream: [hang] }] })
    const caller = new AbortController()
    const stream = balancer.stream(open, { ...chunkRules, signal: caller.signal })
    const opened = stream.opened()
    await clock.settle()
    caller.abort(new Error('gone'))
    await expect(opened).rejects.toThrow('gone')
    await expect(stream.next()).rejects.toThrow('gone')
  })

  it('fails when the balancer is closed', async () => {
    const { balancer } = made({ a: [] })
    await balancer.close()
    const stream = balancer.stream(open)
    await expect(stream.opened()).rejects.toMatchObject({ code: 'balancer-closed' })
    await expect(stream.next()).rejects.toMatchObject({ code: 'balancer-closed' })
  })

  it('resolves for an answer that ends without any content', async () => {
    const { stream } = made({ a: [{ stream: ['~role', '.'] }] })
    await expect(stream.opened()).resolves.toMatchObject({ id: 'a' })
    await expect(read(stream)).resolves.toEqual({ chunks: ['~role', '.'], error: undefined })
  })
})
