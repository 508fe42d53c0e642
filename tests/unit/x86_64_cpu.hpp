// SPDX-License-Identifier: Apache-2.0
/// \file
/// The host's CPU as an oracle: runs one instruction of 64-bit code with all registers chosen, and
/// comes back even if it faults. Memory is below 2^31, so that addresses of 32 bits reach it too.
#ifndef TENON_TESTS_UNIT_X86_64_CPU_HPP
#define TENON_TESTS_UNIT_X86_64_CPU_HPP

#include <asm/prctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include "x86_64_machine.hpp"

namespace x86 {

class Cpu {
 public:
  static constexpr std::size_t memory_size = 0x4000;
  static constexpr std::uint64_t gs_base = 0x10000000;

  Cpu() {
    void* region = mmap(nullptr, region_size, PROT_READ | PROT_WRITE | PROT_EXEC,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    if (region == MAP_FAILED) return;
    region_ = static_cast<std::uint8_t*>(region);
    write_entry();
    stack_t stack{};
    stack.ss_sp = alternate_.data();
    stack.ss_size = alternate_.size();
    struct sigaction action{};
    action.sa_sigaction = caught;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    good_ = sigaltstack(&stack, &old_stack_) == 0;
    for (std::size_t i = 0; i < 4; ++i) {
      good_ = sigaction(signals[i], &action, &old_[i]) == 0 && good_;
    }
    good_ = syscall(SYS_arch_prctl, ARCH_GET_FS, &fs_base_) == 0 && good_;
    good_ = syscall(SYS_arch_prctl, ARCH_SET_GS, gs_base) == 0 && good_;
  }
  ~Cpu() {
    for (std::size_t i = 0; i < 4; ++i) (void)sigaction(signals[i], &old_[i], nullptr);
    (void)sigaltstack(&old_stack_, nullptr);
    if (region_ != nullptr) (void)munmap(region_, region_size);
  }
  Cpu(const Cpu&) = delete;
  Cpu& operator=(const Cpu&) = delete;

  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] std::uint64_t fs_base() const { return fs_base_; }
  [[nodiscard]] std::uint8_t* memory() const { return region_ + memory_at; }
  [[nodiscard]] std::uint64_t memory_address() const { return address(memory_at); }
  /// Where the instruction will stand.
  [[nodiscard]] std::uint64_t rip() const { return address(insn_at_); }

  /// False if the instruction faulted. Of RFLAGS only the status flags and DF are given and taken.
  bool run(const std::uint8_t* bytes, std::size_t length, State& state) {
    std::size_t at = insn_at_;
    std::memcpy(region_ + at, bytes, length);
    at += length;
    resume_ = address(at);
    emit_exit(at);
    std::memcpy(region_ + slots_at, state.x.data(), sizeof state.x);
    std::memcpy(region_ + flags_at, &state.rflags, sizeof state.rflags);
    faulted_ = 0;
    void (*entry)() = nullptr;
    const std::uint64_t where = address(entry_at);
    std::memcpy(static_cast<void*>(&entry), &where, sizeof entry);
    entry();
    std::memcpy(state.x.data(), region_ + slots_at, sizeof state.x);
    std::memcpy(&state.rflags, region_ + flags_at, sizeof state.rflags);
    state.rip = resume_;
    return faulted_ == 0;
  }

 private:
  static constexpr std::size_t region_size = 0x10000, entry_at = 0x100, slots_at = 0x1000,
                               flags_at = 0x1080, stack_at = 0x1088, memory_at = 0x8000;
  static constexpr int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP};

  [[nodiscard]] std::uint64_t address(std::size_t offset) const {
    std::uint64_t base = 0;
    std::memcpy(&base, static_cast<const void*>(&region_), sizeof base);
    return base + offset;
  }
  void emit(std::size_t& at, std::initializer_list<unsigned> bytes) {
    for (const unsigned byte : bytes) region_[at++] = static_cast<std::uint8_t>(byte);
  }
  void emit_slot(std::size_t& at, std::size_t offset) {  // [disp32]
    const auto slot = static_cast<std::uint32_t>(address(offset));
    std::memcpy(region_ + at, &slot, sizeof slot);
    at += sizeof slot;
  }
  /// MOV between a register and its slot: 8B loads, 89 stores.
  void emit_mov(std::size_t& at, unsigned opcode, unsigned reg) {
    emit(at, {reg < 8 ? 0x48U : 0x4cU, opcode, 0x04U + reg % 8 * 8, 0x25});
    emit_slot(at, slots_at + std::size_t{8} * reg);
  }
  void write_entry() {
    std::size_t at = entry_at;
    emit(at, {0x53, 0x55, 0x41, 0x54, 0x41, 0x55, 0x41, 0x56, 0x41, 0x57});  // push rbx ... r15
    emit(at, {0x48, 0x89, 0x24, 0x25});                                      // mov [stack], rsp
    emit_slot(at, stack_at);
    emit(at, {0xff, 0x34, 0x25});  // push [flags]; popfq
    emit_slot(at, flags_at);
    emit(at, {0x9d});
    for (unsigned reg = 0; reg < 16; ++reg) emit_mov(at, 0x8b, reg);
    insn_at_ = at;
  }
  void emit_exit(std::size_t at) {
    for (unsigned reg = 0; reg < 16; ++reg) emit_mov(at, 0x89, reg);
    emit(at, {0x48, 0x8b, 0x24, 0x25});  // mov rsp, [stack]
    emit_slot(at, stack_at);
    emit(at, {0x9c, 0x8f, 0x04, 0x25});  // pushfq; pop [flags]
    emit_slot(at, flags_at);
    emit(at, {0xfc, 0x41, 0x5f, 0x41, 0x5e, 0x41, 0x5d, 0x41, 0x5c, 0x5d, 0x5b, 0xc3});
  }
  static void caught(int, siginfo_t*, void* context) {
    auto* const frame = static_cast<ucontext_t*>(context);
    faulted_ = 1;
    frame->uc_mcontext.gregs[REG_RIP] = static_cast<greg_t>(resume_);
  }

  inline static std::uint64_t resume_ = 0;
  inline static volatile std::sig_atomic_t faulted_ = 0;
  std::uint8_t* region_ = nullptr;
  std::size_t insn_at_ = 0;
  std::uint64_t fs_base_ = 0;
  std::array<std::uint8_t, 65536> alternate_{};
  stack_t old_stack_{};
  struct sigaction old_[4] = {};
  bool good_ = false;
};

}  // namespace x86

#endif
