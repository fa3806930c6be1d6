import { asRecord, asText, compact, toMetadata, toolCallContent } from '@llm-balancer/provider'
import type { Content, JsonRecord } from '@llm-balancer/provider'

/** Fields of a part that say something about it, whatever its content is: `thought`, `thoughtSignature`, `partMetadata`. */
const mark = /^(thought|partMeta)/

/**
 * Turns one part of an answer into content. What the unified words have no place for becomes `providerMetadata`, so that the
 * part can be sent back and is the same again. `madeUpId` is for a call that has none, and for the result of the one before.
 * Undefined for a call without a name, or one whose arguments come in pieces, which has to be asked for.
 */
export function toContent(part: JsonRecord, madeUpId: string): Content | undefined {
  const kind = Object.keys(part).find((key) => !mark.test(key)) ?? 'text'
  const { [kind]: value, ...own } = part
  const fields = asRecord(value)
  const id = asText(fields['id']) || madeUpId
  const isThought = own['thought'] === true
  const providerMetadata = toMetadata('google', own)
  switch (kind) {
    case 'text':
      return compact({ type: isThought ? 'reasoning' : 'text', text: asText(value), providerMetadata })
    case 'inlineData':
      return compact({
        type: isThought ? 'reasoning-file' : 'file',
        mediaType: asText(fields['mimeType']),
        data: { type: 'data', data: asText(fields['data']) },
        providerMetadata,
      })
    case 'functionCall': {
      if (fields['willContinue'] !== undefined) return undefined
      const call = { id, name: asText(fields['name']), input: JSON.stringify(fields['args'] ?? {}) }
      const content = toolCallContent(call, { unified: 'other', raw: undefined })
      return content && compact({ ...content, providerMetadata })
    }
  }
  return toOwnContent(part, kind, id)
}

/** What only Gemini has, which is kept whole: its own tools, and what nobody knows yet. */
function toOwnContent(part: JsonRecord, kind: string, toolCallId: string): Content {
  const fields = asRecord(part[kind])
  const { toolType, outcome = 'OUTCOME_OK', args = fields } = fields
  const tool = {
    toolCallId,
    toolName: asText(toolType).toLowerCase() || 'code_execution',
    providerMetadata: toMetadata('google', part) ?? {},
  }
  if (/^(toolCall|executableCode)$/.test(kind)) {
    return { type: 'tool-call', ...tool, input: JSON.stringify(args), providerExecuted: true }
  }
  if (/^(toolResponse|codeExecutionResult)$/.test(kind)) {
    const isError = outcome === 'OUTCOME_OK' ? undefined : true
    return compact({ type: 'tool-result', ...tool, result: fields, isError }) as Content
  }
  return { type: 'custom', kind: `google.${kind}`, providerMetadata: tool.providerMetadata }
}
