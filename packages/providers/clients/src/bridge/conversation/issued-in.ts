import { asRecord, asRecords } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import type { Mark } from '@llm-balancer/provider/balanced'
import { marksOfBlock, marksOfCall, marksOfDetails, marksOfItem, marksOfPart } from './marks-of-piece.ts'

/** What may be issued in the text of an event: others need not be looked through. */
const telling =
  /"(encrypted_content|signature|thoughtSignature|thought_signature)"|redacted_thinking|response\.(output_item\.done|completed)"/

/** What an event of a streamed answer issues, of any format. */
export function issuedInEvent(text: string, data: JsonRecord): string[] {
  return telling.test(text) ? issuedIn(data) : []
}

/** What a whole answer, or an event, issues, of any format. */
export function issuedIn(answer: JsonRecord): string[] {
  const { output, item, response, content, content_block: block, delta, choices, candidates } = answer
  const marks: Mark[] = [
    ...[...asRecords(output), ...asRecords(asRecord(response)['output']), asRecord(item)].flatMap(
      marksOfItem,
    ),
    ...[...asRecords(content), asRecord(block), signed(asRecord(delta))].flatMap(marksOfBlock),
    ...asRecords(candidates).flatMap((one) =>
      asRecords(asRecord(one['content'])['parts']).flatMap(marksOfPart),
    ),
    ...asRecords(choices).flatMap(({ message, delta: piece }) => marksOfMessage(asRecord(message ?? piece))),
  ]
  return marks.map(({ text }) => text)
}

/** A signature comes alone in a stream of Messages. */
function signed({ signature }: JsonRecord): JsonRecord {
  return { type: 'thinking', signature }
}

function marksOfMessage(message: JsonRecord): Mark[] {
  return [...asRecords(message['tool_calls']).flatMap(marksOfCall), ...marksOfDetails(message)]
}
