import { describe, expect, it } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import type { ProviderSettings } from '../src/index.ts'
import { rejection, scene } from './scene.ts'

const prompt = 'p'

describe('limits of a provider', () => {
  it.each<[string, ProviderSettings]>([
    ['requests per minute', { requestsPerMinute: 1 }],
    ['requests per day', { requestsPerDay: 1, resetsAt: '00:00 UTC' }],
    ['a limit in the list', { limits: [{ requestsPerMinute: 1 }] }],
    ['tokens per minute', { tokensPerMinute: 1 }],
  ])('send what is too much elsewhere: %s', async (_, settings) => {
    const { llm, drive, asked } = scene({ a: {}, b: {} }, { entries: { a: settings }, strategy: 'failover' })
    for (let call = 0; call < 2; call += 1) await drive(llm.request({ prompt }))
    expect(asked()).toEqual(['a', 'b'])
  })

  it('that are exact may be used at once, and hold in every window of a minute', async () => {
    const { llm, clock, drive, asked } = scene(
      { a: {}, b: {} },
      { entries: { a: { requestsPerMinute: 30, exact: true } } },
    )
    for (let call = 0; call < 31; call += 1) await drive(llm.request({ prompt }))
    expect(asked().filter((name) => name === 'b')).toEqual(['b'])
    await clock.advance(59_000)
    expect((await drive(llm.request({ prompt }))).provider).toBe('b')
    await clock.advance(1000)
    expect((await drive(llm.request({ prompt }))).provider).toBe('a')
  })

  it('that several providers share are used up together', async () => {
    const limits = [{ shared: 'org', requestsPerMinute: 2 }]
    const { llm, drive, asked } = scene(
      { a: {}, b: {}, c: {} },
      { entries: { a: { limits }, b: { limits: [{ shared: 'org' }] } }, strategy: 'round-robin' },
    )
    for (let call = 0; call < 6; call += 1) await drive(llm.request({ prompt }))
    const served = asked()
    expect(served.filter((name) => name !== 'c')).toHaveLength(2)
    expect(served.filter((name) => name === 'c')).toHaveLength(4)
  })

  it('that a vendor reports are kept without being given', async () => {
    const { llm, drive, asked } = scene(
      { a: { limits: { requestsPerMinute: 2 } }, b: {} },
      { strategy: 'failover' },
    )
    for (let call = 0; call < 4; call += 1) await drive(llm.request({ prompt }))
    expect(asked()).toEqual(['a', 'a', 'b', 'b'])
  })

  it('can be changed while the provider serves, and others stay as they are', async () => {
    const { llm, drive } = scene({ a: {} }, { entries: { a: { requestsPerMinute: 1 } } })
    await drive(llm.request({ prompt }))
    llm.updateProvider('a', { weight: 2 })
    expect(await rejection(drive(llm.request({ prompt })))).toMatchObject({ name: 'NoTargetAvailableError' })
    llm.updateProvider('a', { requestsPerMinute: 5 })
    expect((await drive(llm.request({ prompt }))).provider).toBe('a')
  })

  it('go on from what is left when their numbers change', async () => {
    const { llm, drive } = scene(
      { a: {} },
      { entries: { a: { requestsPerDay: 10 } }, whenUnavailable: 'fail' },
    )
    for (let call = 0; call < 5; call += 1) await drive(llm.request({ prompt }))
    llm.updateProvider('a', { requestsPerDay: 6 })
    await drive(llm.request({ prompt }))
    expect(await rejection(drive(llm.request({ prompt })))).toMatchObject({ name: 'NoTargetAvailableError' })
    llm.updateProvider('a', { requestsPerDay: 7 })
    await drive(llm.request({ prompt }))
  })

  it('of a group are its own: what the vendor reports of one of its keys changes none of them', async () => {
    const { llm: inner, clock } = scene({ a: { limits: { requestsPerMinute: 2 } } })
    const llm = createLLMBalancer({
      providers: [{ name: 'group', model: inner, requestsPerMinute: 600 }],
      clock,
      whenUnavailable: 'fail',
    })
    const request = llm.request({ prompt })
    await clock.advance(1000)
    await request
    expect(llm.snapshot().targets[0]?.headroom).toMatchObject([{ guard: 'rate-limit', limit: 600 }])
    await llm.close()
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['limits that are not a list', { limits: 5 }, 'provider "a": "limits" must be an array of limits'],
    [
      'a number',
      { limits: [{ tokensPerMinute: -1 }] },
      '"limits[0].tokensPerMinute" must be a whole number within [0, ∞], got -1',
    ],
    [
      'a name of another library',
      { limits: [{ tpm: 5 }] },
      'unknown option "limits[0].tpm"; use "limits[0].tokensPerMinute"',
    ],
    [
      'a time of day',
      { resetsAt: 'midnight' },
      'provider "a": "resetsAt" must be like "00:00 America/Los_Angeles"',
    ],
    [
      'a shared limit without numbers',
      { limits: [{ shared: 'org' }] },
      'provider "a": "limits" names a shared quota, and the first to name it must give its numbers',
    ],
  ])('that make no sense are refused: %s', (_, settings, message) => {
    expect(() => scene({ a: {} }, { entries: { a: settings } })).toThrow(message)
  })

  it('that are shared have one set of numbers', () => {
    const entries = {
      a: { limits: [{ shared: 'org', requestsPerMinute: 2 }] },
      b: { limits: [{ shared: 'org', requestsPerMinute: 3 }] },
    }
    expect(() => scene({ a: {}, b: {} }, { entries })).toThrow(
      'provider "b": "limits" names a shared quota that has other numbers already',
    )
  })
})
