import { createFakeClock, type FakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  watchConfig,
  type ConfigEvent,
  type ConfigWatch,
  type LLMConfig,
  type WatchConfigOptions,
} from './index.ts'
import { MemoryFiles } from './test/memory-files.ts'

const path = '/etc/llm/llm.yaml'
const textOf = (...names: readonly string[]): string =>
  `providers:\n${names.map((name) => `  - { name: ${name}, type: openai, apiKey: k, model: m }\n`).join('')}`

type Scene = {
  readonly files: MemoryFiles
  readonly clock: FakeClock
  readonly watch: ConfigWatch
  readonly applied: string[]
  readonly events: ConfigEvent[]
  /** Lets everything happen that can within this time. */
  readonly pass: (ms: number) => Promise<void>
}

function scene(
  options: WatchConfigOptions & { from?: string; refuse?: (config: LLMConfig) => void } = {},
): Scene {
  const { from = path, refuse, ...others } = options
  const files = new MemoryFiles()
  const clock = createFakeClock()
  files.write(path, textOf('a'))
  const applied: string[] = []
  const llm = {
    reconfigure(config: LLMConfig) {
      refuse?.(config)
      applied.push(config.providers.map(({ name }) => name).join())
      return { added: [], changed: [], removed: [], settings: [] }
    },
  }
  const watch = watchConfig(llm, from, { files, clock, env: {}, random: () => 0.5, ...others })
  const events: ConfigEvent[] = []
  watch.on('*', (event) => events.push(event))
  onTestFinished(async () => {
    await watch.close()
    expect(clock.pending).toBe(0)
    expect([...files.watchers.values()].every((listeners) => listeners.size === 0)).toBe(true)
  })
  const turn = async (): Promise<void> => {
    for (let count = 0; count < 20; count += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  const pass = async (ms: number): Promise<void> => {
    await turn()
    for (let passed = 0; passed < ms; passed += 100) {
      await clock.advance(100)
      await turn()
    }
  }
  return { files, clock, watch, applied, events, pass }
}

describe('a watched file', () => {
  it('is applied at once, and whenever it is written, replaced or linked elsewhere', async () => {
    const { files, applied, pass, watch } = scene()
    await pass(0)
    expect(applied).toEqual(['a'])
    files.write(path, textOf('a', 'b'))
    await pass(400)
    files.write('/etc/llm/..2/llm.yaml', textOf('c'))
    files.link(path, '/etc/llm/..2/llm.yaml')
    await pass(400)
    expect(applied).toEqual(['a', 'a,b', 'c'])
    expect(watch.version).toBe(3)
  })

  it('is noticed by looking where its folder does not tell', async () => {
    const { files, applied, pass } = scene({ intervalMs: 1000 })
    await pass(0)
    files.watchers.clear()
    files.write(path, textOf('b'))
    await pass(1500)
    expect(applied).toEqual(['a', 'b'])
  })

  it('is not read while it is being written', async () => {
    const { files, applied, pass } = scene()
    await pass(0)
    const whole = textOf('a', 'b', 'c')
    for (let end = 10; end < whole.length; end += 10) {
      files.write(path, whole.slice(0, end))
      await pass(100)
    }
    files.write(path, whole)
    await pass(600)
    expect(applied).toEqual(['a', 'a,b,c'])
  })

  it('says what it has applied', async () => {
    const { events, pass } = scene()
    await pass(0)
    expect(events).toEqual([
      {
        type: 'config-applied',
        at: expect.any(Number) as number,
        version: 1,
        checksum: expect.stringMatching(/^[\da-f]{64}$/) as string,
        ...{ added: [], changed: [], removed: [], settings: [] },
      },
    ])
  })

  it('is applied once while its text stays the same', async () => {
    const { files, applied, pass } = scene({ intervalMs: 1000 })
    await pass(0)
    files.write(path, textOf('a'))
    await pass(5000)
    expect(applied).toEqual(['a'])
  })

  it.each<[string, (files: MemoryFiles) => void, object]>([
    [
      'is not valid',
      (files) => {
        files.write(path, 'providers: []')
      },
      { path: 'providers', line: 1, column: 12 },
    ],
    [
      'is cut',
      (files) => {
        files.write(path, 'providers: [')
      },
      { line: 1 },
    ],
    [
      'is huge',
      (files) => {
        files.write(path, 'x'.repeat(2_000_000))
      },
      { message: 'is larger than 1048576 bytes; divide it' },
    ],
    [
      'is gone',
      (files) => {
        files.delete(path)
      },
      { line: 0, message: 'does not exist; create it, or correct the path' },
    ],
  ])('is rejected when it %s, and the one before stays in force', async (_, spoil, mistake) => {
    const { files, applied, events, pass } = scene({ intervalMs: 1000 })
    await pass(0)
    spoil(files)
    await pass(1500)
    expect(events.at(-1)).toMatchObject({ type: 'config-rejected', errors: [mistake] })
    files.write(path, textOf('b'))
    await pass(5000)
    expect(applied).toEqual(['a', 'b'])
  })

  it('tells the same mistakes of the same text once', async () => {
    const { files, events, pass } = scene({ intervalMs: 1000 })
    await pass(0)
    files.write(path, 'providers: []')
    await pass(10_000)
    expect(events.filter(({ type }) => type === 'config-rejected')).toHaveLength(1)
  })

  it('is rejected at the provider that the balancer refuses', async () => {
    const refuse = (): void => {
      throw new TypeError('provider "b": "model" is odd')
    }
    const { events, files, pass } = scene({ refuse })
    files.write(path, textOf('a', 'b'))
    await pass(0)
    expect(events[0]).toMatchObject({
      type: 'config-rejected',
      errors: [{ path: 'providers[1]', line: 3, column: 5, message: 'provider "b": "model" is odd' }],
    })
  })

  it('is applied again when a secret that it refers to is another one', async () => {
    const { files, applied, pass } = scene({ intervalMs: 1000 })
    files.write('/etc/llm/key', 'one')
    files.write(path, textOf('a').replace('apiKey: k', 'apiKey: "file:key"'))
    await pass(1000)
    files.write('/etc/llm/key', 'two')
    await pass(1500)
    expect(applied.length).toBe(2)
  })

  it('is read anew when asked, also by a signal', async () => {
    const { watch, applied, pass } = scene({ signal: 'SIGUSR2' })
    await pass(0)
    expect(await watch.reload()).toMatchObject({ type: 'config-applied', version: 2 })
    process.emit('SIGUSR2')
    await pass(0)
    expect(applied).toHaveLength(3)
    await watch.close()
    expect(process.listenerCount('SIGUSR2')).toBe(0)
    expect(await watch.reload()).toBeUndefined()
  })

  it('is left alone after close, also in the middle of a look', async () => {
    const { files, watch, applied, clock, pass } = scene()
    await pass(0)
    files.write(path, textOf('b'))
    const closed = watch.close()
    await pass(1000)
    await closed
    expect(applied).toEqual(['a'])
    expect(clock.pending).toBe(0)
  })

  it('stops when the balancer is closed', async () => {
    const { BalancerClosedError } = await import('@llm-balancer/core')
    const refuse = (): void => {
      throw new BalancerClosedError()
    }
    const { events, clock, pass } = scene({ refuse })
    await pass(1000)
    expect(events).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('continues after a listener that throws', async () => {
    const { watch, files, applied, events, pass } = scene()
    watch.on('config-applied', () => {
      throw new Error('broken')
    })
    await pass(0)
    files.write(path, textOf('b'))
    await pass(1000)
    expect(applied).toEqual(['a', 'b'])
    expect(events.map(({ type }) => type)).toContain('listener-failed')
  })
})

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
    const { applied, pass } = scene({ from, fetch, intervalMs: 1000 })
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
      'answers with the status 503, and not with 200',
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
      'redirects more than 5 times',
    ],
    [
      'lies about 304',
      () => Promise.resolve(new Response(null, { status: 304 })),
      'answers with the status 304, and not with 200',
    ],
  ])('is rejected when it %s, and nothing of its address is shown', async (_, respond, message) => {
    const { events, applied, pass } = scene({ from, fetch: respond, timeoutMs: 500, intervalMs: 60_000 })
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
    const set = scene({ from, fetch, intervalMs: 1000, maxIntervalMs: 5000 })
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

it('refuses wrong options, and the name of no event', async () => {
  const { watch, pass } = scene()
  await pass(0)
  expect(() => watchConfig({} as never, path)).toThrow('watchConfig: "llm.reconfigure" must be a function')
  expect(() => watchConfig({ reconfigure: vi.fn() }, path, { intervalMs: 0 })).toThrow(
    'watchConfig: "intervalMs" must be within',
  )
  expect(() => watchConfig({ reconfigure: vi.fn() }, '')).toThrow(
    'watchConfig: needs the path of a file, or a URL',
  )
  expect(() => watch.on('config-aplied' as never, () => {})).toThrow('did you mean "config-applied"?')
})
