import { checkText } from '@llm-balancer/core/options'
import type { ChatModel } from '@llm-balancer/provider'
import { toAnthropicModel, type AnthropicClient } from './adapted-model.ts'
import type { AnthropicModel } from './anthropic-model.ts'

/** A model whose `message` takes requests and gives answers, however they are typed. */
export interface AnyAnthropicModel {
  message(request: never): unknown
}

/** Models by name. Balancers look a model up for each message, so that one that is registered late or replaced counts at once. */
export class AnthropicModelRegistry {
  readonly #models = new Map<string, AnthropicModel>()

  /**
   * Keeps a model under a name; the same name again replaces it.
   *
   * @param model anything with `message`, a client of the official SDK, or an `anthropic(…)` model of this project
   * @throws TypeError for anything else
   */
  register(name: string, model: AnthropicModel | AnyAnthropicModel | AnthropicClient | ChatModel): void {
    checkText('name', name, 'register')
    const adapted = toAnthropicModel(model)
    if (adapted === undefined)
      throw new TypeError(
        `register: "${name}" must have a method message, or be a client of Anthropic's SDK or an anthropic() model`,
      )
    this.#models.set(name, adapted)
  }

  /** Forgets a name; true when it was there. */
  unregister(name: string): boolean {
    return this.#models.delete(name)
  }

  has(name: string): boolean {
    return this.#models.has(name)
  }

  /** The names, in the order in which they were registered. */
  list(): string[] {
    return [...this.#models.keys()]
  }

  /** The model of a name: as it was registered, or a client or chat model as an {@link AnthropicModel}. */
  get(name: string): AnthropicModel | undefined {
    return this.#models.get(name)
  }
}
