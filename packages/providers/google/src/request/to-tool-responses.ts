import { compact, textOf, toolOutputText } from '@llm-balancer/provider'
import type { ToolPart, ToolResultOutput } from '@llm-balancer/provider'
import type { FunctionResponse, Part } from './generate-content-body.ts'
import { toOwnParts, withOwn } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import { toFileParts } from './to-file-parts.ts'

/**
 * Turns a tool's result into a response. Files go into it for models that read them there, else beside it, as URLs of files
 * always do. The API has no approvals by the user.
 */
export function toToolResponses(part: ToolPart, mapping: Mapping): Part[] {
  if (part.type !== 'tool-result') return []
  const { output, toolCallId, toolName: name } = part
  const files = toFiles(output, mapping)
  const isInner = (file: Part): boolean => mapping.traits.combinesTools && file.inlineData !== undefined
  const parts = files.filter(isInner)
  const functionResponse: FunctionResponse = {
    ...compact({ id: mapping.vertex ? undefined : toolCallId, name, response: toResponse(output) }),
    ...(parts.length > 0 ? { parts } : {}),
  }
  return [withOwn({ functionResponse }, part), ...files.filter((file) => !isInner(file))]
}

function toFiles(output: ToolResultOutput, mapping: Mapping): Part[] {
  if (output.type !== 'content') return []
  return output.value.flatMap((piece) => {
    if (piece.type === 'file') return toFileParts(piece, mapping)
    return piece.type === 'custom' ? toOwnParts(piece, mapping) : []
  })
}

/** The tool's output is under `output`, its error under `error`. */
function toResponse(output: ToolResultOutput): FunctionResponse['response'] {
  if (output.type === 'content') return { output: textOf({ content: output.value }) }
  if (output.type === 'execution-denied') return { error: toolOutputText(output) }
  return output.type.startsWith('error') ? { error: output.value } : { output: output.value }
}
