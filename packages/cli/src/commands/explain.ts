import { readProperty } from '@llm-balancer/core/errors'
import type { AttemptRecord } from '@llm-balancer/core'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { failureJson, failureText } from '../failure-text.ts'
import { withConfig, withExamples, withJson, type SourceOptions } from '../options.ts'
import { explainLines, trailJson } from '../output/trail.ts'
import type { AddCommand, Session } from '../session.ts'
import { useBalancer } from '../use-balancer.ts'

type ExplainOptions = SourceOptions & { readonly model?: string }

/** `explain`: asks once and says where the call went, and why. */
export const addExplain: AddCommand = (program, perform) => {
  const command = program
    .command('explain')
    .description('ask once and say which targets were chosen, and why')
    .argument('[text]', 'what to ask', 'Answer with the word ok.')
    .option('-m, --model <name>', 'a model, or a name for models')
    .action((text: string, options: ExplainOptions) =>
      perform(options, (session) => explain(session, text, options)),
    )
  withExamples(
    withJson(withConfig(command)),
    'llm-balancer explain',
    'llm-balancer explain "Hello" --model fast --json',
  )
}

async function explain(session: Session, text: string, options: ExplainOptions): Promise<ExitCode> {
  return useBalancer(session, options.config, async (llm) => {
    const { output, context } = session
    const request = { messages: [{ role: 'user', content: text }], maxOutputTokens: 64 } as const
    const { signal } = context
    try {
      const { provider, attempts } = await llm.generate(request, {
        ...{ explain: true, signal, thoughtsOnly: 'keep' },
        ...(options.model === undefined ? {} : { model: options.model }),
      })
      for (const line of explainLines(attempts)) output.line(line)
      output.json({ ok: true, provider, attempts: trailJson(attempts) })
      return exitCodes.ok
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof TypeError || error instanceof RangeError) throw error
      for (const line of failedLines(error)) output.line(line)
      output.problem(failureText(error))
      output.json({ ok: false, error: { ...failureJson(error), ...detailsOf(error) } })
      return exitCodes.failed
    }
  })
}

type Details = {
  readonly attempts?: readonly (Pick<AttemptRecord, 'number' | 'targetId'> & { readonly kind: string })[]
  readonly considered?: readonly { readonly id: string; readonly reason: string }[]
}

/** What the error of a run tells of its attempts, and of targets that were not asked. */
function detailsOf(error: unknown): Details {
  const attempts = readProperty(error, 'attempts') as Details['attempts']
  const considered = readProperty(error, 'considered') as Details['considered']
  return {
    ...(attempts === undefined ? {} : { attempts }),
    ...(considered === undefined ? {} : { considered }),
  }
}

function failedLines(error: unknown): string[] {
  const { attempts = [], considered = [] } = detailsOf(error)
  const asked = new Set(attempts.map(({ targetId }) => targetId))
  return [
    ...attempts.map(({ number, targetId, kind }) => `${String(number)}. ${targetId}: failed: ${kind}`),
    ...considered.filter(({ id }) => !asked.has(id)).map(({ id, reason }) => `not asked: ${id} (${reason})`),
  ]
}
