import type { Attempt } from '@llm-balancer/core'
import { oneOf, readProperty } from '@llm-balancer/core/options'
import { discard, parseLimitHeaders, readResponse, readText, redactSecrets } from '@llm-balancer/provider'
import type { BodyText, ReceivedResponse, ProviderError } from '@llm-balancer/provider'
import { bodyFor, plain } from '../refusal-of.ts'
import { clientVendors } from '../client-vendors.generated.ts'
import type { BridgeTarget, ClientEntry } from './bridge-target.ts'
import type { IncomingRequest } from './bridged-request.ts'
import type { BridgeMemory } from './conversation/bridge-memory.ts'
import { explain, type ExplainedCall } from './explain.ts'
import type { Misfits } from './misfits.ts'
import { withRefusal } from './refusals.ts'
import { senderOf, type Sender } from './sender.ts'
import { statusForKind } from './status-for-kind.ts'
import { checkFormat } from './wrong-format.ts'

/** One request to one target, with its good response. */
export interface Exchange {
  readonly call: ExplainedCall
  readonly attempt: Attempt
  readonly response: ReceivedResponse
  /** The response's headers for the outer client, with the name of the target that served. */
  readonly headers: Headers
  readonly secrets: readonly string[]
  /** Whether a stream of chat completions has to give a finish reason. */
  readonly finishReason: ClientEntry['finishReason']
  /** The target has issued marks in its answer. */
  readonly note: (marks: readonly string[]) => void
  /** The target has answered as a whole: it could use what it was sent. */
  readonly noteTaken: (answerId: unknown) => void
}

/** What an attempt needs beside its target. */
export type ExchangeContext = {
  readonly request: IncomingRequest
  readonly attempt: Attempt
  readonly now: () => number
  readonly misfits: Misfits
  readonly memory: BridgeMemory
}

/** The largest part of an error's body that is read, in bytes. */
const maxErrorBytes = 65_536

/**
 * Sends a request to a target and waits for its headers, which are reported.
 *
 * @throws ProviderError, with the refusal behind it when the vendor gave one; or the signal's reason
 */
export async function exchange(target: BridgeTarget, context: ExchangeContext): Promise<Exchange> {
  const { attempt, now, misfits, memory } = context
  const request = memory.requestFor(context.request, attempt)
  const { signal } = attempt
  const sender = senderOf(target, request.format)
  const finishReason = finishReasonOf(target)
  checkFormat(sender.vendor, request.format, () => {
    misfits.add(request.format, attempt.target.id)
  })
  const addressed = sender.addressed(request)
  const { model } = addressed
  const namesModel = model !== ''
  const subject = namesModel ? model : request.pathname.slice(1)
  const said = typeof request.raw === 'string' ? request.raw : undefined
  const call = { vendor: sender.vendor, subject, namesModel, now, said, secrets: () => sender.secrets() }
  const response = await sent(sender, { ...addressed, request, signal }, call)
  if (signal.aborted) {
    // The transport ignored the signal, and its response will not be read.
    discard(response)
    signal.throwIfAborted()
  }
  const headers = plain(response.headers)
  headers.set('x-llm-balancer-target', attempt.target.id)
  const limits = parseLimitHeaders(headers, clientVendors[sender.vendor].limitHeaders, now())
  attempt.report(limits.length === 0 ? { headers } : { headers, limits })
  const made = {
    ...{ call, attempt, response, headers, secrets: sender.secrets(), finishReason },
    note: (marks: readonly string[]) => {
      memory.note(marks, attempt)
    },
    noteTaken: (answerId: unknown) => {
      memory.noteTaken(request, attempt, answerId)
    },
  }
  if (response.ok) return made
  throw await refused(made, await errorText(response, signal))
}

const checkFinishReason = oneOf('required', 'optional')

/** @throws TypeError for an unknown word */
function finishReasonOf(target: BridgeTarget): ClientEntry['finishReason'] {
  const given = readProperty(target, 'finishReason')
  if (given === undefined) return undefined
  return checkFinishReason('finishReason', given, 'bridge') as ClientEntry['finishReason']
}

/** The error for a refusal whose `text` the outer client gets. An error inside a good answer gets a status. */
export async function refused(
  { call, response, headers, secrets }: Exchange,
  text: string,
): Promise<ProviderError> {
  const body = redactSecrets(text, secrets)
  const { status } = response
  const error = await explain(call, () =>
    Promise.resolve(new Response(bodyFor(status, body), { status, headers })),
  )
  const shown = status < 400 ? statusForKind(error.kind) : status
  const safe = new Headers()
  for (const [name, value] of headers) safe.set(name, redactSecrets(value, secrets))
  return withRefusal(error, { status: shown, headers: safe, body })
}

async function sent(
  sender: Sender,
  outgoing: Parameters<Sender['send']>[0],
  call: ExplainedCall,
): Promise<ReceivedResponse> {
  try {
    return readResponse(await sender.send(outgoing))
  } catch (error) {
    throw await broken(error, outgoing.signal, call)
  }
}

/** The error of a failed request: the signal's reason when it was aborted. */
export async function broken(error: unknown, signal: AbortSignal, call: ExplainedCall): Promise<unknown> {
  if (signal.aborted) return signal.reason
  return await explain(call, () => {
    throw error
  })
}

/** The body of a good response as text, up to a size. @throws ProviderError, or the signal's reason */
export async function answerText({ response, attempt, call }: Exchange, maxBytes: number): Promise<BodyText> {
  try {
    return await readText(response.body, maxBytes, attempt.signal)
  } catch (error) {
    throw await broken(error, attempt.signal, call)
  }
}

async function errorText(response: ReceivedResponse, signal: AbortSignal): Promise<string> {
  try {
    return (await readText(response.body, maxErrorBytes, signal)).text
  } catch {
    signal.throwIfAborted()
    // Without a body the status is enough.
    return ''
  }
}
