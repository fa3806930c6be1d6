import { asJsonText, asText, parseJsonObject } from '@llm-balancer/provider'
import type { JsonRecord, ToolInput } from '@llm-balancer/provider'

/** A text of an item that is being written, by its id among the parts. */
export type OpenText = { readonly id: string; readonly kind: 'text' | 'reasoning'; text: string }

/** What is known of one item of a response. */
export type Item = {
  /** Begins the ids of its texts. */
  readonly key: string
  /** Empty while only pieces have come. */
  type: string
  /** Its place in the output, as the latest event says. */
  place: unknown
  /** True once an event, or the final output, has given all of it. */
  isDone: boolean
  /** The texts that are being written, by their place in the item. */
  readonly texts: Map<number, OpenText>
  /** What events have said of it as a whole. */
  fields: JsonRecord
  /** The arguments that are being written, of a call. */
  input: ToolInput | undefined
  /** Arguments that came before the call began. */
  early: string
  /** The id of a call. */
  callId: string | undefined
}

/** How an event names the item that it is about; servers leave out some of it. */
export type ItemNames = {
  readonly id: string
  readonly callId: string
  /** Its place in the output. */
  readonly place: unknown
  /** Empty where the event does not say. */
  readonly type: string
}

/** The names of an item, and the place that its event gives. */
export function namesOf({ id, call_id: callId, type }: JsonRecord, place: unknown): ItemNames {
  return { id: asText(id), callId: asText(callId), place, type: asText(type) }
}

/**
 * The items of one response, each known by its id, its call's id and its place: the places of some servers differ between the events
 * and the final output, and the ids of others from event to event.
 */
export class ItemList {
  readonly #items: Item[] = []
  readonly #byName = new Map<string, Item>()
  readonly #byPlace = new Map<unknown, Item>()
  readonly #named = new Set<Item>()

  /** The item that begins, unless a delta before it was about it already. */
  begin(names: ItemNames): Item {
    const atPlace = this.#at(names)
    const isUnnamed = atPlace !== undefined && !(this.#named.has(atPlace) && isNamed(names))
    return this.#remember(this.#byId(names) ?? (isUnnamed ? atPlace : undefined), names)
  }

  /** The item that a delta is about: the one that it names, else the latest one that is being written. */
  written(names: ItemNames): Item {
    const known = this.#byId(names) ?? this.#at(names)
    const isSomewhere = isNamed(names) || names.place !== undefined
    const latest = isSomewhere ? undefined : this.#items.findLast((item) => isOpen(item, names))
    return this.#remember(known ?? latest, names)
  }

  /** The item that an event gives as a whole. Another one under the names of one that is done is new. */
  done(names: ItemNames, fields: JsonRecord): Item {
    const latest = names.place === undefined ? this.#items.findLast((item) => isOpen(item, names)) : undefined
    const byId = this.#byId(names)
    const known = byId !== undefined && this.#isAnother(byId, names, fields) ? undefined : byId
    return this.#remember(known ?? this.#at(names) ?? latest, names)
  }

  /** The items that no event has given as a whole. */
  unfinished(): Item[] {
    return this.#items.filter(({ isDone }) => !isDone)
  }

  /**
   * The items of the final output, in its order: by their ids, else by place, else one after another. Those that no event was about
   * are new.
   */
  finals(output: readonly JsonRecord[]): Item[] {
    const names = output.map((item, place) => namesOf(item, place))
    const known = names.map((each) => this.#byId(each))
    const taken = new Set<Item | undefined>()
    for (const [index, item] of known.entries()) {
      if (item !== undefined && taken.has(item)) known[index] = undefined
      else taken.add(item)
    }
    return names.map((each, index) => {
      const isFree = (item: Item | undefined): item is Item =>
        item !== undefined && !taken.has(item) && item.type === each.type
      const atPlace = this.#byPlace.get(each.place)
      const found = known[index] ?? (isFree(atPlace) ? atPlace : this.#items.find(isFree))
      const item = this.#remember(found, { ...each, place: undefined })
      taken.add(item)
      return item
    })
  }

  #byId({ id, callId, type }: ItemNames): Item | undefined {
    const item = this.#byName.get(id) ?? this.#byName.get(callId)
    return item !== undefined && (type === '' || item.type === '' || item.type === type) ? item : undefined
  }

  /** True for an item of another place, or with another call in it, than the one of the same name that is done. */
  #isAnother(item: Item, { place }: ItemNames, fields: JsonRecord): boolean {
    if (!item.isDone) return false
    const isElsewhere = place !== undefined && item.place !== undefined && place !== item.place
    return isElsewhere || saysOther(item, fields)
  }

  /** The item at this place that is being written. */
  #at(names: ItemNames): Item | undefined {
    const item = this.#byPlace.get(names.place)
    return item !== undefined && isOpen(item, names) ? item : undefined
  }

  /** Gives the item, a new one where there is none, and remembers its names. */
  #remember(known: Item | undefined, names: ItemNames): Item {
    const item = known ?? this.#new(names)
    if (item.type === '') item.type = names.type
    for (const name of [names.id, names.callId]) if (name !== '') this.#byName.set(name, item)
    if (isNamed(names)) this.#named.add(item)
    if (names.place !== undefined) {
      this.#byPlace.set(names.place, item)
      item.place = names.place
    }
    return item
  }

  #new({ place, type }: ItemNames): Item {
    const isFree = typeof place === 'number' && !this.#byPlace.has(place)
    const key = isFree ? String(place) : `item-${this.#items.length}`
    const item: Item = {
      ...{ key, type, isDone: false, texts: new Map(), fields: {} },
      ...{ place: undefined, input: undefined, early: '', callId: undefined },
    }
    this.#items.push(item)
    return item
  }
}

/** True for another call than that of an item which is done. */
function saysOther({ fields }: Item, { type, name, arguments: input }: JsonRecord): boolean {
  if (type !== 'function_call') return false
  const [own, other] = [fields['arguments'], input].map((json) => parseJsonObject(asJsonText(json)))
  const isOther = own !== undefined && other !== undefined && JSON.stringify(own) !== JSON.stringify(other)
  return isOther || fields['name'] !== name
}

function isNamed({ id, callId }: ItemNames): boolean {
  return id !== '' || callId !== ''
}

function isOpen(item: Item, { type }: ItemNames): boolean {
  return !item.isDone && (type === '' ? item.input !== undefined : item.type === type)
}
