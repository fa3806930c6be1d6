import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { summary, type WallResult } from './wall-result.ts'
import type { Judgement } from './verdict.ts'

const file = join(import.meta.dirname, '../../results/failover.json')

/** Keeps the results for the page. */
export function keepResults(results: readonly WallResult[]): void {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
}

/** The section of `docs/benchmarks.md` about the wall, of the results that were kept last. */
export function failoverSection(): readonly string[] {
  const results = JSON.parse(readFileSync(file, 'utf8')) as readonly WallResult[]
  return [
    '## The failover wall',
    '',
    'Sixteen faults after the public catalogue of Failover Bench, against a primary and a fallback on 127.0.0.1 in OpenAI’s format, whose',
    'answers are streams of 60 words. The balancer has default settings and `strategy: "failover"`; in the second column its caller lets a',
    'stream that breaks begin again. _pass_: the whole text. _partial_: the whole text, but an advisory was missed. _safe_: a clean error,',
    'and nothing that was cut short. _fail_: a hang, a cut answer that passes for a whole one, or a required rule broken.',
    '',
    `With defaults: ${summary(results, 'throw')}. With \`onInterrupted: 'restart'\`: ${summary(results, 'restart')}.`,
    '',
    '| fault | defaults | restart |',
    '| --- | --- | --- |',
    ...results.map(
      (result) => `| ${result.id} ${result.title} | ${shown(result.throw)} | ${shown(result.restart)} |`,
    ),
    '',
    'S01 and S03 ask the same provider again; a balancer that has another one asks that at once. Written by `pnpm bench failover`.',
    '',
  ]
}

function shown({ verdict, reason }: Judgement): string {
  return verdict === 'pass' ? verdict : `${verdict} (${reason})`
}
