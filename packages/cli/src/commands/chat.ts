import { text as readAll } from 'node:stream/consumers'
import type { BalancedStream, RestartChunk } from '@llm-balancer/core'
import { within } from '@llm-balancer/core/time'
import type { ChatMessage, LLMBalancer, StreamPart } from 'llm-balancer'
import { CliError } from '../cli-error.ts'
import { converse } from '../chat/converse.ts'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { failureJson, failureText } from '../failure-text.ts'
import { withConfig, withExamples, withJson, type SourceOptions } from '../options.ts'
import { trailJson, trailLines } from '../output/trail.ts'
import type { AddCommand, Session } from '../session.ts'
import { useBalancer } from '../use-balancer.ts'

type ChatOptions = SourceOptions & {
  readonly model?: string
  readonly system?: string
  readonly trace?: true
}

/** `chat`: streams an answer, and says which target speaks. */
export const addChat: AddCommand = (program, perform) => {
  const command = program
    .command('chat')
    .description(
      'ask, and stream the answer; without a text it reads the standard input, or begins a conversation',
    )
    .argument('[text]', 'what to ask')
    .option('-m, --model <name>', 'a model, or a name for models')
    .option('-s, --system <text>', 'instructions for the model')
    .option('--trace', 'print the attempts after the answer')
    .action((text: string | undefined, options: ChatOptions) =>
      perform(options, (session) => chat(session, text, options)),
    )
  withExamples(
    withJson(withConfig(command)),
    'llm-balancer chat "Tell a joke."',
    'git diff | llm-balancer chat --system "Review this." --trace',
  )
}

async function chat(session: Session, given: string | undefined, options: ChatOptions): Promise<ExitCode> {
  const { stdin, signal } = session.context
  const isConversation = given === undefined && stdin.isTTY === true && !session.output.isJson
  const text = isConversation ? '' : (given ?? (await within(readAll(stdin), { signal })))
  if (!isConversation && text.trim() === '')
    throw new CliError('there is nothing to ask; give a text, or pipe one in', {
      exitCode: exitCodes.usage,
      code: 'no-text',
    })
  return useBalancer(session, options.config, async (llm, { source }) => {
    session.output.note(`${source}; Ctrl-C ends`)
    const messages: ChatMessage[] =
      options.system === undefined ? [] : [{ role: 'system', content: options.system }]
    const answer = async (words: string): Promise<ExitCode> => {
      messages.push({ role: 'user', content: words })
      return give(session, llm, { messages, options })
    }
    return isConversation ? converse(session.context, answer) : answer(text)
  })
}

/** Streams one answer, and adds it to the conversation. */
async function give(
  { output, context }: Session,
  llm: LLMBalancer,
  { messages, options }: { readonly messages: ChatMessage[]; readonly options: ChatOptions },
): Promise<ExitCode> {
  const { signal } = context
  const stream = llm.stream(
    { messages },
    { signal, explain: true, ...(options.model === undefined ? {} : { model: options.model }) },
  )
  let text = ''
  try {
    await stream.opened()
    output.note(`${stream.target?.id ?? ''}:`)
    for await (const piece of piecesOf(stream)) {
      text += piece
      output.text(piece)
    }
    if (!text.endsWith('\n')) output.line()
    messages.push({ role: 'assistant', content: text })
    output.json({ ok: true, target: stream.target?.id, text, attempts: trailJson(stream.attempts) })
    return exitCodes.ok
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof TypeError || error instanceof RangeError) throw error
    if (text !== '') output.line()
    output.problem(failureText(error))
    output.json({ ok: false, text, error: failureJson(error), attempts: trailJson(stream.attempts) })
    return exitCodes.failed
  } finally {
    if (options.trace === true) for (const line of trailLines(stream.attempts)) output.line(line)
  }
}

async function* piecesOf(
  stream: BalancedStream<StreamPart | RestartChunk>,
): AsyncGenerator<string, void, undefined> {
  for await (const part of stream) if (part.type === 'text-delta' && part.delta !== '') yield part.delta
}
