import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { mostBytes } from './text-source.ts'
import { mostUnchanged, urlText } from './url-text.ts'

const url = 'https://example.com/config.json?token=planted-0123456789'

/** A source over scripted answers, and the requests that were made. */
const scripted = (...answers: (Response | Error)[]) => {
  const requests: { url: string; headers: unknown }[] = []
  const clock = createFakeClock()
  const source = urlText(url, {
    clock,
    fetch: (address, { headers }) => {
      requests.push({ url: address, headers })
      const answer = answers.shift() ?? new Error('no answer is left')
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
  })
  return { source, requests, clock }
}
const moved = (location: string): Response => new Response(null, { status: 302, headers: { location } })

describe('the text of an address', () => {
  it('is given, and asked for with the last ETag', async () => {
    const { source, requests } = scripted(
      new Response('one', { headers: { etag: '"1"' } }),
      new Response(null, { status: 304 }),
      new Response('two'),
      new Response('three'),
    )
    const texts = [await source.read(), await source.read(), await source.read(), await source.read()]
    expect(texts).toEqual(['one', undefined, 'two', 'three'])
    expect(requests.map(({ headers }) => headers)).toEqual([
      { accept: '*/*' },
      { accept: '*/*', 'if-none-match': '"1"' },
      { accept: '*/*', 'if-none-match': '"1"' },
      { accept: '*/*' },
    ])
  })

  it('is asked for as a whole now and then, so that a server that always says it is the same hides no change', async () => {
    const isAsked = ({ headers }: { headers: unknown }): boolean => 'if-none-match' in (headers as object)
    const same = (): Response => new Response(null, { status: 304 })
    const tagged = (text: string): Response => new Response(text, { headers: { etag: '"1"' } })
    const round = [tagged('new'), ...Array.from({ length: mostUnchanged }, same)]
    const failing = new Response('', { status: 503 })
    const { source, requests } = scripted(...round, failing, tagged('newer'), same())
    expect(await source.read()).toBe('new')
    for (let count = 0; count < mostUnchanged; count += 1) expect(await source.read()).toBeUndefined()
    expect(requests.slice(1).every(isAsked)).toBe(true)
    await expect(source.read()).rejects.toThrow('status 503')
    expect(await source.read()).toBe('newer')
    expect(requests.slice(-2).some(isAsked)).toBe(false)
    expect(await source.read()).toBeUndefined()
    expect(requests.slice(-1).every(isAsked)).toBe(true)
  })

  it.each([
    [new Response('gone', { status: 404 }), 'https://example.com: answered with status 404'],
    [new Response(null, { status: 304 }), 'answered with status 304'],
    [new Response('x'.repeat(mostBytes + 1)), `answers with more than ${String(mostBytes)} bytes`],
    [new TypeError('fetch failed'), 'fetch failed'],
    [new TypeError(`fetch of ${url} failed`), 'fetch of https://example.com failed'],
    [new Error('cannot GET /config.json?token=planted-0123456789'), 'cannot GET …'],
    [new Error('bad token planted-0123456789'), 'bad token …'],
    [moved('https://example.org/config.json'), 'redirects to another host, example.org'],
    [moved('http://example.com/config.json'), 'redirects to another host'],
    [moved('https://'), 'example.com: redirects to another host, which is not followed'],
  ])('is refused: %o', async (answer, message) => {
    const { source } = scripted(answer)
    const error: unknown = await source.read().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).toContain(message)
    expect(String(error)).not.toContain('planted')
  })

  it('is refused when it is no text', async () => {
    const { source } = scripted(new Response(new Uint8Array([0xff, 0xfe])))
    await expect(source.read()).rejects.toThrow('https://example.com: answers with what is no text in UTF-8')
    const half = scripted(new Response(new Uint8Array([0x61, 0xc3])))
    await expect(half.source.read()).rejects.toThrow('no text in UTF-8')
  })

  it('is given with an answer that names another place and is no redirect', async () => {
    const created = new Response('one', { status: 200, headers: { location: 'https://example.org/' } })
    expect(await scripted(created).source.read()).toBe('one')
    const gone = new Response('', { status: 404, headers: { location: '/there' } })
    await expect(scripted(gone).source.read()).rejects.toThrow('answered with status 404')
  })

  it('may be empty', async () => {
    expect(await scripted(new Response(null)).source.read()).toBe('')
  })

  it('is asked for by its date where it has no ETag', async () => {
    const date = 'Sat, 28 Nov 2026 00:00:00 GMT'
    const dated = new Response('one', { headers: { 'last-modified': date } })
    const { source, requests } = scripted(dated, new Response(null, { status: 304 }))
    expect([await source.read(), await source.read()]).toEqual(['one', undefined])
    expect(requests.at(-1)?.headers).toEqual({ accept: '*/*', 'if-modified-since': date })
  })

  it('may be elsewhere on the same host, but not in a circle', async () => {
    const { source, requests } = scripted(moved('/there'), new Response('one'))
    expect(await source.read()).toBe('one')
    expect(requests.map(({ url: address }) => address)).toEqual([url, 'https://example.com/there'])
    const circle = scripted(...Array.from({ length: 6 }, () => moved('/again')))
    await expect(circle.source.read()).rejects.toThrow('redirects more than 5 times')
  })

  it('is given up after 10 s, and when the signal aborts; the request is aborted', async () => {
    const clock = createFakeClock()
    const signals: (AbortSignal | null | undefined)[] = []
    const source = urlText(url, {
      clock,
      fetch: (_, { signal }) => {
        signals.push(signal)
        return new Promise(() => {})
      },
    })
    const late = source.read().catch((error: unknown) => error)
    await clock.advance(10_000)
    expect(String(await late)).toContain('no answer within 10000 ms')
    const controller = new AbortController()
    const given = source.read(controller.signal).catch((error: unknown) => error)
    controller.abort('enough')
    expect(await given).toBe('enough')
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true])
    expect(clock.pending).toBe(0)
  })

  it.each([
    ['http://example.com/config.json', 'use https'],
    ['ftp://example.com/config.json', 'must start with https'],
    ['config.json', 'not an absolute URL'],
    ['https://169.254.169.254/latest', 'link-local or metadata'],
  ])('is not asked for at %s', (address, message) => {
    expect(() => urlText(address, { subject: 'configUrl' })).toThrow(message)
    expect(() => urlText(address, { subject: 'configUrl' })).toThrow('configUrl')
  })

  it('may be asked over http where that is allowed', () => {
    expect(urlText('http://example.com', { allowInsecureHttp: true }).name).toBe('http://example.com')
    expect(urlText('http://127.0.0.1:8000/a?key=planted').name).toBe('http://127.0.0.1:8000')
  })
})
