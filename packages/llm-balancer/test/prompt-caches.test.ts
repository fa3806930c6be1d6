import { describe, expect, it } from 'vitest'
import { scene, type Scene } from './scene.ts'

/** Long enough that reading it from a cache is worth something. */
const system = 'You know everything about keys and quotas. '.repeat(400)
const cost = { inputPerMTok: 3, outputPerMTok: 15, cacheReadPerMTok: 0.3 }
const entries = { a: { cost }, b: { cost }, c: { cost } }
const names = ['a', 'b', 'c'] as const

/** Three keys of one vendor that are equally fast. */
const keys = (): Scene<'a' | 'b' | 'c'> => {
  const latency = { latency: 50 }
  let state = 7
  const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
  return scene({ a: latency, b: latency, c: latency }, { strategy: 'adaptive', entries, random })
}

type Turn = (question: string, turn: number, key?: string) => Promise<string>

/** Asks a turn of a conversation; gives who served it. */
const turnOf =
  ({ llm, drive }: Scene<'a' | 'b' | 'c'>): Turn =>
  async (question, turn, affinityKey) => {
    const messages = Array.from({ length: turn }, (_, place) => [
      { role: 'user', content: place === 0 ? question : `More of ${place}` } as const,
      { role: 'assistant', content: [{ type: 'text', text: `Answer ${place}` }] } as const,
    ]).flat()
    const last = { role: 'user', content: turn === 0 ? question : `More of ${turn}` } as const
    const request = { messages: [{ role: 'system', content: system } as const, ...messages, last] }
    const options = affinityKey === undefined ? {} : { affinityKey }
    return (await drive(llm.generate(request, options))).provider
  }

/** All of them have answered, so that none is tried for being new. */
async function warmUp(ask: Turn): Promise<void> {
  for (let call = 0; call < 12; call += 1) await ask(`Warm-up ${call}`, 0)
}

describe.each([
  ['by how its prompt begins', undefined],
  ['by its affinity key', 'session-1'],
])('a conversation, known %s,', (_, key) => {
  it('stays where its prompt is cached, while others spread', async () => {
    const ask = turnOf(keys())
    await warmUp(ask)
    const home = await ask('Why?', 0, key)
    const served: string[] = []
    for (let turn = 1; turn <= 12; turn += 1) served.push(await ask('Why?', turn, key))
    expect(new Set(served)).toEqual(new Set([home]))
    const others = new Set<string>()
    for (let talk = 0; talk < 12; talk += 1) others.add(await ask(`Another ${talk}`, 0))
    expect(others.size).toBeGreaterThan(1)
  })

  it('leaves a target that has become slow, and one without quota at once', async () => {
    const played = keys()
    const ask = turnOf(played)
    await warmUp(ask)
    const home = await ask('Why?', 0, key)
    const isName = (name: string): name is 'a' | 'b' | 'c' => names.some((one) => one === name)
    if (!isName(home)) throw new Error(`no target is called ${home}`)
    played.fake.target(home).script([{ fault: 'rate-limit', retryAfterMs: 20_000 }])
    const second = await ask('Why?', 1, key)
    expect(second).not.toBe(home)
    expect(await ask('Why?', 2, key)).toBe(second)
    if (!isName(second)) throw new Error(`no target is called ${second}`)
    played.fake.target(second).update({ latency: 3000 })
    await ask('Why?', 3, key)
    expect(await ask('Why?', 4, key)).not.toBe(second)
  })
})
