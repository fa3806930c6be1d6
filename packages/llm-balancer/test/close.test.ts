import { BalancerClosedError } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { rejection, scene } from './scene.ts'

const hello = { prompt: 'Hello' } as const

describe('close', () => {
  it('gives running requests the time of graceMs, and then ends them', async () => {
    const { llm, fake, clock } = scene({ a: {} })
    fake.target('a').outage('hang-before-headers')
    const asking = rejection(llm.request(hello))
    await fake.until((requests) => requests.length === 1)
    let isOver = false
    const closing = llm.close({ graceMs: 1000 }).then(() => {
      isOver = true
    })
    await clock.advance(999)
    expect(isOver).toBe(false)
    await clock.advance(1)
    expect(await asking).toBeInstanceOf(BalancerClosedError)
    await closing
    expect(clock.pending).toBe(0)
  })

  it('does not wait for graceMs when the last request has ended', async () => {
    const { llm, fake, clock, drive } = scene({ a: { latency: 100 } })
    const asking = llm.request(hello)
    await fake.until((requests) => requests.length === 1)
    const closing = llm.close({ graceMs: 60_000 })
    expect((await drive(asking)).provider).toBe('a')
    await closing
    expect(clock.pending).toBe(0)
  })

  it.each([
    [{ graceMs: -1 }, RangeError],
    [{ graceMs: 'soon' }, TypeError],
    [{ grace: 5 }, TypeError],
  ])('closes nothing with %j, which it refuses', async (options: object, kind) => {
    const { llm, drive } = scene({ a: {} })
    expect(await rejection(llm.close(options))).toBeInstanceOf(kind)
    expect((await drive(llm.request(hello))).provider).toBe('a')
    expect(await drive(llm.healthCheck())).toEqual({ a: true })
  })
})
