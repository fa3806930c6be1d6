import { createFakeClock } from '@llm-balancer/core/testing'
import { createFakeLLM } from '@llm-balancer/testing'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { demo, type Host } from './demo.ts'
import { fleet } from './fleet.ts'
import type { Phase } from './phases.ts'
import type { Report } from './report.ts'

/** Runs the demo in this process, without sockets and as fast as it can, and gives all it wrote. */
const run = async (
  argv: readonly string[],
  more: Partial<Host> = {},
): Promise<{ code: number; stdout: string; stderr: string }> => {
  const written = { stdout: '', stderr: '' }
  const clock = createFakeClock()
  let code: number | undefined
  const ended = demo({
    clock,
    argv,
    environment: {},
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    signal: new AbortController().signal,
    ...more,
  }).then((given) => (code = given))
  while (code === undefined) {
    await nextTurn()
    await clock.advance(1)
  }
  return { code: await ended, ...written }
}

const sum = (counts: object): number =>
  Object.values(counts).reduce((all: number, one) => all + Number(one), 0)

const blackout: readonly Phase[] = fleet.map(({ id }) => ({
  ...{ name: 'blackout', targetId: id, what: 'nothing answers', from: 0, to: 2 },
  ...{ first: [], settings: () => ({ faults: { rate: 1, kinds: ['server'] } }), kinds: ['server'] },
}))

describe('a whole session', { timeout: 20_000 }, () => {
  it('loses no run and mixes no answer while every fault strikes', async () => {
    const { code, stdout, stderr } = await run(['--duration', '2.5', '--seed', '3', '--json'])
    expect(stderr).toBe('')
    expect(stdout.endsWith('}\n')).toBe(true)
    const report = JSON.parse(stdout) as Report
    expect(report).toMatchObject({ lost: 0, cancelled: 0, mixedStreams: 0, running: 0, losses: [], seed: 3 })
    expect(report.runs).toBeGreaterThan(20)
    expect(report.succeeded).toBe(report.runs)
    expect(report.chats + report.streams).toBe(report.runs)
    expect(report.restarts).toBeGreaterThan(0)
    expect(report.durationMs).toBe(2500)
    expect(code).toBe(0)
  })

  it('goes the same way again with the same seed', async () => {
    const once = async (seed: string): Promise<object> => {
      const { stdout } = await run(['--duration', '0.6', '--seed', seed, '--json'])
      const { process: load, ...rest } = JSON.parse(stdout) as Report
      expect(load.cpuCores).toBeGreaterThan(0)
      return rest
    }
    const first = await once('3')
    expect(await once('3')).toEqual(first)
    expect(await once('4')).not.toEqual({ ...first, seed: 4 })
  })

  it('counts what it injects, and its counts add up', async () => {
    const report = JSON.parse((await run(['--duration', '2.5', '--seed', '2', '--json'])).stdout) as Report
    for (const { attempts, successes, failures, neutral, failuresByKind } of report.targets) {
      expect(attempts).toBe(successes + failures + neutral)
      expect(sum(failuresByKind)).toBe(failures)
      expect(successes).toBeGreaterThan(0)
    }
    for (const { name, cost = NaN, budgetRatio = NaN } of report.targets) {
      expect(cost > 0).toBe(name !== 'vllm-local')
      // Another minute may have begun meanwhile; and calls that were cut off count as what was set aside for them.
      expect(budgetRatio >= 0 && budgetRatio < 1).toBe(true)
      if (name === 'vllm-local') expect(budgetRatio).toBe(0)
    }
    expect(sum(report.targets.map(({ attempts }) => attempts))).toBe(report.attempts)
    expect(sum(report.targets.map(({ successes }) => successes))).toBe(report.succeeded)
    expect(sum(report.failuresByKind)).toBe(sum(report.targets.map(({ failures }) => failures)))
    for (const { name, target, state, hits, noticed } of report.injected) {
      expect({ name, state, isHit: sum(hits) > 0, isNoticed: sum(noticed) > 0 }).toEqual({
        ...{ name, state: 'over', isHit: true, isNoticed: true },
      })
      const { failures = 0 } = report.targets.find((found) => found.name === target) ?? {}
      expect(failures).toBeGreaterThanOrEqual(sum(hits))
    }
    expect(Object.keys(report.failuresByKind)).toEqual(
      expect.arrayContaining(['overloaded', 'rate-limit', 'network', 'server', 'timeout', 'auth']),
    )
  })

  it('writes a plain log and a summary where there is no terminal', async () => {
    const { code, stdout } = await run(['--duration', '1.2'])
    expect(stdout).not.toContain('\u001B')
    expect(stdout).toMatch(/^ +\d\.\d s {2}\+ brown-out of openai-fast: /m)
    expect(stdout).toMatch(/^ +1\.\d s {2}[\d,]+ runs, \d+\/s, 0 lost, \d+ running; failed attempts: /m)
    expect(stdout).toMatch(/^target +vendor +cost +of budget +limit +attempts/m)
    expect(stdout).toMatch(/^openai-fast +openai +\$0\.\d{4} +\d+ % +–/m)
    expect(stdout).toMatch(/^vllm-local +openai-compatible +\$0\.0000 +0 % +600\/min/m)
    expect(stdout).toMatch(/^[\d,]+ runs \(\d+ chats, \d+ streams\) in .*: 0 lost, 0 mixed\.$/m)
    expect(code).toBe(0)
  })

  it('gives exit code 1 when runs are lost', async () => {
    const { code, stdout } = await run(['--duration', '0.5', '--json'], { phases: blackout, patienceMs: 400 })
    const report = JSON.parse(stdout) as Report
    expect(report.lost).toBeGreaterThan(0)
    expect(report.lost + report.succeeded).toBe(report.runs)
    expect(report.losses[0]).toMatch(/^run \d+: /)
    expect(code).toBe(1)
  })

  it('draws a table in a terminal and gives the cursor back', async () => {
    let screen = ''
    const stdout = { write: (text: string) => (screen += text), isTTY: true, rows: 40 }
    await run(['--duration', '0.5'], { stdout, environment: { NO_COLOR: '1' } })
    expect(screen.startsWith('\u001B[?25l')).toBe(true)
    expect(screen).toContain('calls/s')
    expect(screen.lastIndexOf('\u001B[?25h')).toBeGreaterThan(screen.lastIndexOf('\u001B[?25l'))
    expect(screen).not.toContain('\u001B[3')
  })

  it('ends at once when the user interrupts it', async () => {
    const signal = AbortSignal.abort()
    const { code, stdout } = await run(['--duration', '600', '--json'], { signal })
    expect(JSON.parse(stdout)).toMatchObject({ runs: 0, lost: 0 })
    expect(code).toBe(130)
  })
})

describe('the command', () => {
  it('prints how it is used', async () => {
    const { code, stdout } = await run(['--help'])
    expect([code, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^Usage: demo/)])
  })

  it('refuses what it does not know with one line and its usage', async () => {
    const { code, stdout, stderr } = await run(['--fast'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^demo: Unknown option '--fast'\n\nUsage: demo/)
  })

  it('needs a key for the real vendors', async () => {
    const { code, stdout, stderr } = await run(['--live', '--json'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toBe('demo: --live needs OPENAI_API_KEY or ANTHROPIC_API_KEY in the environment\n')
  })

  it('asks the real vendors, chats and streams, without faults', async () => {
    await using fake = createFakeLLM({
      targets: { openai: { apiKey: 'key-1' }, claude: { format: 'anthropic', apiKey: 'key-2' } },
    })
    const asFake: typeof fetch = (input, init) => {
      const { host, pathname } = new URL(input instanceof Request ? input.url : input)
      const id = host === 'api.openai.com' ? 'openai' : 'claude'
      return fake.fetch(new URL(`/${id}${pathname}`, fake.url(id)), init)
    }
    const environment = { OPENAI_API_KEY: 'key-1', ANTHROPIC_API_KEY: 'key-2' }
    const { code, stdout } = await run(['--live'], { environment, fetch: asFake })
    expect(stdout).toMatch(/^chat {3}claude \(claude-.*\): answer 1 from claude/m)
    expect(stdout).toMatch(/^stream openai \(gpt-.*\): answer 2 from openai/m)
    expect(stdout).toMatch(/^claude +claude +\$0\.\d{4} +– +–/m)
    expect(stdout).toMatch(/^4 runs \(2 chats, 2 streams\)/m)
    expect(stdout).not.toMatch(/key-\d/)
    expect(code).toBe(0)
    expect((await run(['--live', '--json'], { environment, fetch: asFake })).stdout).toMatch(/^\{.*\}\n$/)
  })
})
