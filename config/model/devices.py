"""Every device a hall file may name, by kind and driver."""

from __future__ import annotations

from config.model.desk_devices import Ff68Evaluator, Ff68Keypad, UsbNumericKeypad
from config.model.device import DeviceSection
from config.model.kiosk_devices import EscposPrinter, PcscReader, SamvReader, VpcdReader
from config.model.sign_devices import A090Sign, OnbonSign
from config.model.simulated_devices import (
    SimulatedEvaluator,
    SimulatedKeypad,
    SimulatedPrinter,
    SimulatedReader,
    SimulatedSign,
    SimulatedSpeech,
)
from config.model.speech_devices import Pyttsx3Speech, VoicePackSpeech, WrittenSpeech

DEVICE_MODELS: dict[tuple[str, str], type[DeviceSection]] = {
    ("card_reader", "samv"): SamvReader,
    ("card_reader", "vpcd"): VpcdReader,
    ("card_reader", "pcsc"): PcscReader,
    ("card_reader", "simulated"): SimulatedReader,
    ("ticket_printer", "escpos"): EscposPrinter,
    ("ticket_printer", "simulated"): SimulatedPrinter,
    ("keypad", "ff68"): Ff68Keypad,
    ("keypad", "usb-numeric"): UsbNumericKeypad,
    ("keypad", "simulated"): SimulatedKeypad,
    ("evaluator", "ff68"): Ff68Evaluator,
    ("evaluator", "simulated"): SimulatedEvaluator,
    ("led_display", "a090"): A090Sign,
    ("led_display", "onbon"): OnbonSign,
    ("led_display", "simulated"): SimulatedSign,
    ("speech", "pyttsx3"): Pyttsx3Speech,
    ("speech", "voice-pack"): VoicePackSpeech,
    ("speech", "written"): WrittenSpeech,
    ("speech", "simulated"): SimulatedSpeech,
}
"""Every (kind, driver) a hall file may name."""
