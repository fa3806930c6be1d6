import { fieldsOf } from './formats/read-body.ts'

/** The fields in which the formats have the conversation. */
const conversations = ['messages', 'contents', 'input']
/** What the formats call the side of the model. */
const ownRoles: readonly unknown[] = ['assistant', 'model']

/** True when the conversation of a request ends with a message of the model, which it is to continue. */
export function endsWithAssistant(body: unknown): boolean {
  const fields = fieldsOf(body)
  return conversations.some((name) => {
    const messages: unknown = fields[name]
    return Array.isArray(messages) && ownRoles.includes(fieldsOf(messages.at(-1))['role'])
  })
}
