import { mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig, watchConfig, type ConfigEvent, type ConfigWatch } from '@llm-balancer/config'
import { expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer, type LLMBalancer } from '../src/index.ts'
import { scene } from './scene.ts'

const names = ['a', 'b', 'c', 'd'] as const
type Id = (typeof names)[number]
/** The heap is measured after so many reloads. */
const warm = 160
const secret = 'sk-planted-key-0123456789'

/** A folder that goes with the test. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'llm-config-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** A configuration of some providers, `a` always among them. */
function configOf(urlOf: (id: Id) => string, ids: readonly Id[], turn: number): string {
  const providers = ids.map(
    (id) => `  - name: ${id}
    type: openai
    apiKey: ${secret}-${id}
    model: m
    baseURL: ${urlOf(id)}
    weight: ${String(1 + (turn % 3))}\n`,
  )
  return `strategy: ${turn % 2 === 0 ? 'weighted' : 'least-in-flight'}
timeouts: { deadlineMs: ${String(20_000 + turn)} }
circuitBreaker: { failureThreshold: ${String(5 + (turn % 2))} }
providers:\n${providers.join('')}`
}

/** The same as data. */
function asData(urlOf: (id: Id) => string, ids: readonly Id[]): object {
  return {
    providers: ids.map((name) => ({
      name,
      type: 'openai',
      apiKey: `${secret}-${name}`,
      model: 'm',
      baseURL: urlOf(name),
    })),
  }
}

/** A text as it is while it is being written: half of a JSON text is never valid, half of a YAML text may mean something else. */
function halfOf(text: string, turn: number): string {
  return text.slice(0, 1 + (turn % (text.length - 1)))
}

/** Requests without end, so many at a time. Gives how many were answered, and what failed. */
function load(
  llm: LLMBalancer,
  atATime: number,
): { readonly stop: () => Promise<void>; readonly answered: () => number; readonly lost: unknown[] } {
  let isStopped = false
  let answered = 0
  const lost: unknown[] = []
  const workers = Array.from({ length: atATime }, async () => {
    while (!isStopped) {
      await llm.request({ prompt: 'Hi' }).then(
        () => (answered += 1),
        (error: unknown) => lost.push(error),
      )
    }
  })
  return {
    answered: () => answered,
    lost,
    async stop() {
      isStopped = true
      await Promise.all(workers)
    },
  }
}

function outcomes(watch: ConfigWatch): ConfigEvent[] {
  const events: ConfigEvent[] = []
  watch.on('*', (event) => events.push(event))
  return events
}

it('400 reloads of good, bad, half-written, huge and replaced files lose no request, no state and no memory', async () => {
  const { fake, clock, drive } = scene({
    a: { latency: 350 },
    b: { latency: 350 },
    c: { latency: 350 },
    d: { latency: 350 },
  })
  const folder = temporaryFolder()
  const path = join(folder, 'llm.yaml')
  const urlOf = (id: Id): string => fake.url(id)
  writeFileSync(path, configOf(urlOf, ['a', 'b'], 0))
  const options = { env: {}, clock }
  const llm = createLLMBalancer({
    ...(await loadConfig(path, options)),
    fetch: (url, init) => fake.fetch(url, init),
    clock,
  })
  const watch = watchConfig(llm, path, options)
  const events = outcomes(watch)
  const traffic = load(llm, 3)
  const idsOf = (turn: number): readonly Id[] => [
    'a',
    ...names.slice(1).filter((_, place) => ((turn >> place) & 1) === 1),
  ]
  const change = (turn: number): string => {
    const text = configOf(urlOf, idsOf(turn), turn)
    const kinds = {
      0: () => (writeFileSync(path, text), 'good'),
      1: () => (writeFileSync(path, halfOf(JSON.stringify(asData(urlOf, idsOf(turn))), turn)), 'bad'),
      2: () => (writeFileSync(path, text.replace('model: m', 'modle: m')), 'bad'),
      3: () => (writeFileSync(path, 'x'.repeat(1_200_000)), 'bad'),
      4: () => {
        writeFileSync(`${path}.new`, text)
        renameSync(`${path}.new`, path)
        return 'good'
      },
      5: () => {
        writeFileSync(join(folder, `v${String(turn)}.yaml`), text)
        unlinkSync(path)
        symlinkSync(join(folder, `v${String(turn)}.yaml`), path)
        return 'good'
      },
      6: () => (writeFileSync(path, ''), 'bad'),
      7: () => (unlinkSync(path), 'bad'),
    } as const
    return kinds[(turn % 8) as keyof typeof kinds]()
  }
  const heaps: number[] = []
  let served = 0
  for (let turn = 0; turn < 400; turn += 1) {
    const expected = change(turn)
    const outcome = await drive(watch.reload(), 70)
    if (expected === 'good') expect(outcome).toMatchObject({ type: 'config-applied' })
    if (expected === 'bad') expect(outcome).toMatchObject({ type: 'config-rejected' })
    const { attempts = 0 } = llm.getStats()['a'] ?? {}
    expect(attempts).toBeGreaterThanOrEqual(served)
    served = attempts
    if (turn % 8 === 7) writeFileSync(path, configOf(urlOf, ['a', 'b'], turn))
    if (turn % 40 !== 39) continue
    events.length = 0
    if (turn < warm) continue
    globalThis.gc?.()
    heaps.push(process.memoryUsage().heapUsed)
  }
  await drive(traffic.stop(), 5)
  expect(traffic.lost).toEqual([])
  expect(traffic.answered()).toBeGreaterThan(400)
  expect(served).toBeGreaterThan(100)
  // The fake remembers its latest requests: what counts is whether it grows once that is full.
  const [middle, end] = [heaps.slice(0, 3), heaps.slice(3)].map((some) => Math.min(...some))
  expect((end ?? 0) - (middle ?? 0)).toBeLessThan(2_000_000)
  await drive(watch.close())
  await drive(llm.close())
  expect(clock.pending).toBe(0)
}, 120_000)

it('a URL that fails, hangs and lies loses no request, and changes nothing', async () => {
  const { fake, clock, drive } = scene({ a: { latency: 5 }, b: { latency: 5 }, c: {}, d: {} })
  const urlOf = (id: Id): string => fake.url(id)
  const good = (turn: number): Response => new Response(configOf(urlOf, ['a', 'b'], turn))
  let turn = 0
  const answers: readonly (() => Promise<Response>)[] = [
    () => Promise.resolve(good(turn)),
    () => Promise.reject(new Error(`connect ${secret}`)),
    () => new Promise<Response>(() => {}),
    () => Promise.resolve(new Response('<html>', { headers: { 'content-type': 'text/yaml' } })),
    () => Promise.resolve(new Response('x'.repeat(1_200_000), { headers: { 'content-length': '10' } })),
    () =>
      Promise.resolve(
        new Response(null, { status: 302, headers: { location: 'https://elsewhere.example/' } }),
      ),
    () =>
      Promise.resolve(
        new Response(
          new ReadableStream({
            pull: (controller) => {
              controller.error(new Error('cut'))
            },
          }),
        ),
      ),
    () => Promise.resolve(new Response(null, { status: 304 })),
    () => Promise.resolve(new Response(null, { status: 500 })),
  ]
  const options = {
    ...{ env: {}, clock, timeoutMs: 50 },
    fetch: () => (answers[turn % answers.length] ?? (() => Promise.resolve(good(turn))))(),
  }
  const address = 'https://config.example/llm.yaml'
  const llm = createLLMBalancer({
    ...(await loadConfig(address, options)),
    fetch: (url, init) => fake.fetch(url, init),
    clock,
  })
  const watch = watchConfig(llm, address, { ...options, intervalMs: 1_000_000_000 })
  const events = outcomes(watch)
  const traffic = load(llm, 4)
  for (turn = 0; turn < 180; turn += 1) {
    const outcome = await drive(watch.reload(), 10)
    expect(outcome?.type).toBe(turn % answers.length === 0 ? 'config-applied' : 'config-rejected')
  }
  await drive(traffic.stop(), 1)
  expect(traffic.lost).toEqual([])
  expect(traffic.answered()).toBeGreaterThan(180)
  expect(JSON.stringify(events)).not.toContain('planted')
  await drive(watch.close())
  await drive(llm.close())
  expect(clock.pending).toBe(0)
})

it('a restart and a reload of the same configuration give the same order of providers', async () => {
  const { fake, clock, drive } = scene({ a: {}, b: {}, c: {}, d: {} })
  const path = join(temporaryFolder(), 'llm.yaml')
  const write = (...ids: readonly Id[]): void => {
    writeFileSync(
      path,
      configOf((id) => fake.url(id), ids, 0)
        .replace('weighted', 'failover')
        .replaceAll(/ {4}weight.*\n/g, ''),
    )
  }
  write('a', 'b')
  const options = { env: {}, clock }
  const made = { fetch: (url: string, init: RequestInit) => fake.fetch(url, init), clock }
  const llm = createLLMBalancer({ ...(await loadConfig(path, options)), ...made })
  const watch = watchConfig(llm, path, options)
  await drive(watch.reload())
  write('c', 'a', 'b')
  expect(await drive(watch.reload())).toMatchObject({ added: ['c'], changed: ['a', 'b'], removed: [] })
  const restarted = createLLMBalancer({ ...(await loadConfig(path, options)), ...made })
  for (const one of [llm, restarted]) expect((await drive(one.request({ prompt: 'Hi' }))).provider).toBe('c')
  await drive(Promise.all([watch.close(), llm.close(), restarted.close()]))
})
