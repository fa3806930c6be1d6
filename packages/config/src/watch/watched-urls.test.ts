import type { FakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { watchConfig } from '../index.ts'
import { textOf, watchScene } from '../test/watch-scene.ts'

describe('a watched URL', () => {
  const from = 'https://config.example/llm.yaml?token=planted'
  const answer = (text: string, headers: Record<string, string> = {}): Response =>
    new Response(text, { headers })

  it('is asked with what it said of its text, and read when it is another one', async () => {
    const asked: (string | null)[] = []
    const fetch = vi.fn((_: string, init: RequestInit) => {
      asked.push(new Headers(init.headers).get('if-none-match'))
      if (asked.length === 2) return Promise.resolve(new Response(null, { status: 304 }))
      return Promise.resolve(
        answer(textOf(`p${String(asked.length)}`), { etag: `"${String(asked.length)}"` }),
      )
    })
    const { applied, pass } = watchScene({ from, fetch, intervalMs: 1000 })
    await pass(2500)
    expect(applied).toEqual(['p1', 'p3'])
    expect(asked).toEqual([null, '"1"', '"1"'])
  })

  it.each<[string, () => Promise<Response>, string]>([
    ['fails', () => Promise.reject(new Error('connect planted')), 'cannot be reached; see whether it is up'],
    ['hangs', () => new Promise(() => {}), 'has not answered within 500 ms; see whether it is up'],
    [
      'refuses',
      () => Promise.resolve(new Response('planted', { status: 503 })),
      'answers with the status 503, and not with 200; see what its server says',
    ],
    [
      'wants to know who asks',
      () => Promise.resolve(new Response('planted', { status: 401 })),
      'answers with the status 401, and not with 200; give what it asks for in "headers"',
    ],
    [
      'is not there',
      () => Promise.resolve(new Response('planted', { status: 404 })),
      'answers with the status 404, and not with 200; correct the address',
    ],
    [
      'is no text',
      () => Promise.resolve(new Response(new Uint8Array([0xff, 0xfe]))),
      'answers with what is no text in UTF-8; save it as one',
    ],
    ['is empty', () => Promise.resolve(answer('')), 'is empty; it must name "providers"'],
    [
      'is a page',
      () => Promise.resolve(answer('<html>planted</html>')),
      'must have options below it (name: value), got a string',
    ],
    [
      'is too large, whatever it says',
      () => Promise.resolve(answer('x'.repeat(1_100_000), { 'content-length': '5' })),
      'answers with more than 1048576 bytes; divide it',
    ],
    [
      'leads elsewhere',
      () =>
        Promise.resolve(new Response(null, { status: 302, headers: { location: 'https://evil.example/' } })),
      'redirects to another host, which is not followed; give the address that it redirects to',
    ],
    [
      'leads to metadata',
      () =>
        Promise.resolve(
          new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/' } }),
        ),
      'redirects to another host, which is not followed; give the address that it redirects to',
    ],
    [
      'leads in a circle',
      () => Promise.resolve(new Response(null, { status: 302, headers: { location: '/again' } })),
      'redirects more than 5 times; give the address that it leads to',
    ],
    [
      'lies about 304',
      () => Promise.resolve(new Response(null, { status: 304 })),
      'answers with the status 304, and not with 200; see what its server says',
    ],
  ])('is rejected when it %s, and nothing of its address is shown', async (_, respond, message) => {
    const { events, applied, pass } = watchScene({ from, fetch: respond, timeoutMs: 500, intervalMs: 60_000 })
    await pass(1000)
    expect(applied).toEqual([])
    expect(events).toMatchObject([{ type: 'config-rejected', errors: [{ message }] }])
    expect(JSON.stringify(events)).not.toContain('planted')
  })

  it('is asked less and less often while it fails', async () => {
    const times: number[] = []
    const clocks: FakeClock[] = []
    const fetch = (): Promise<Response> => {
      times.push(clocks[0]?.now() ?? 0)
      return Promise.reject(new Error('down'))
    }
    const set = watchScene({ from, fetch, intervalMs: 1000, maxIntervalMs: 5000 })
    clocks.push(set.clock)
    await set.pass(25_000)
    const gaps = times.slice(2).map((time, place) => time - (times[place + 1] ?? 0))
    expect(gaps.slice(0, 4)).toEqual([4000, 5000, 5000, 5000])
  })

  it.each([
    'http://config.example/a',
    'https://169.254.169.254/a',
    'https://user:planted@config.example',
    'ftp://config.example',
  ])('is refused: %s', (address) => {
    const llm = { reconfigure: () => ({ added: [], changed: [], removed: [], settings: [] }) }
    expect(() => watchConfig(llm, address)).toThrow(/^watchConfig: (?!.*planted)/)
  })
})
