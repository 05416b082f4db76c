import {
  groupAdd,
  groupDelete,
  groupList,
  groupSet,
  groupUserAdd,
  groupUserDelete,
  groupUserList,
} from '#contract/group.ts'
import {
  locationAdd,
  locationDelete,
  locationList,
  locationSet,
  locationUserAdd,
  locationUserDelete,
  locationUserList,
} from '#contract/location.ts'

export type PlaceKind = 'group' | 'location'

/** The commands of each kind: they take and answer the same. */
export const COMMANDS = {
  group: {
    list: groupList,
    add: groupAdd,
    set: groupSet,
    delete: groupDelete,
    userAdd: groupUserAdd,
    userDelete: groupUserDelete,
    userList: groupUserList,
  },
  location: {
    list: locationList,
    add: locationAdd,
    set: locationSet,
    delete: locationDelete,
    userAdd: locationUserAdd,
    userDelete: locationUserDelete,
    userList: locationUserList,
  },
} as const
