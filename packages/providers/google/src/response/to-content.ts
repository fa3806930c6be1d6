import { asRecord, asText, compact, toMetadata, toolCallContent } from '@llm-balancer/provider'
import type { Content, JsonRecord } from '@llm-balancer/provider'

/** Fields that a part with any content may have: `thought`, `thoughtSignature`, `partMetadata`. */
const mark = /^(thought|partMeta)/

/**
 * Turns one part of an answer into content. What the unified fields cannot express becomes `providerMetadata`, from which the
 * same part is made when it is sent back. `madeUpId` is for a call without an id, and for the result of the one before.
 * Undefined for a malformed call; calls in pieces are read by `PartialCall`.
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
      const { args = {} } = fields
      const input = typeof args === 'string' ? args : JSON.stringify(args)
      const call = { id, name: asText(fields['name']), input }
      const content = toolCallContent(call, { unified: 'other', raw: undefined })
      return content && compact({ ...content, providerMetadata })
    }
  }
  return toOwnContent(part, kind, id)
}

/** A custom part for what only Gemini has: its own tools, and unknown kinds of parts. */
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
