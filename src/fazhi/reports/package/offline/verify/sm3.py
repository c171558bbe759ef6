"""SM3, GB/T 32905-2016, for a Python whose hashlib has none."""

from __future__ import annotations

import hashlib

WORD = 0xFFFFFFFF
SM3_START = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)


def turn(word, by):
    return (word << by | word >> 32 - by) & WORD


SM3_TURNS = [turn(0x79CC4519 if j < 16 else 0x7A879D8A, j % 32) for j in range(64)]


class SM3:
    """In the shape of hashlib."""

    def __init__(self):
        self.state, self.rest, self.size = SM3_START, b"", 0

    def update(self, data):
        self.size += len(data)
        data = self.rest + data
        end = len(data) - len(data) % 64
        for at in range(0, end, 64):
            self.state = sm3_block(self.state, data[at : at + 64])
        self.rest = data[end:]

    def hexdigest(self):
        tail = self.rest + b"\x80" + bytes((55 - len(self.rest)) % 64) + (self.size * 8).to_bytes(8, "big")
        state = self.state
        for at in range(0, len(tail), 64):
            state = sm3_block(state, tail[at : at + 64])
        return "".join(f"{word:08x}" for word in state)


def sm3_block(state, block):
    words = [int.from_bytes(block[at : at + 4], "big") for at in range(0, 64, 4)]
    for j in range(16, 68):
        x = words[j - 16] ^ words[j - 9] ^ turn(words[j - 3], 15)
        words.append(x ^ turn(x, 15) ^ turn(x, 23) ^ turn(words[j - 13], 7) ^ words[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        a12 = turn(a, 12)
        ss1 = turn((a12 + e + SM3_TURNS[j]) & WORD, 7)
        ff = a ^ b ^ c if j < 16 else a & b | a & c | b & c
        gg = e ^ f ^ g if j < 16 else e & f | ~e & g
        tt1 = (ff + d + (ss1 ^ a12) + (words[j] ^ words[j + 4])) & WORD
        tt2 = (gg + h + ss1 + words[j]) & WORD
        a, b, c, d, e, f, g, h = tt1, a, turn(b, 9), c, tt2 ^ turn(tt2, 9) ^ turn(tt2, 17), e, turn(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h)))  # noqa: B905 Python 3.8 has no strict


def new_sm3():
    """(the digest, is it the slow one)"""
    try:
        return hashlib.new("sm3"), False
    except ValueError:
        return SM3(), True
